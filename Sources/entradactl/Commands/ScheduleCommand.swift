import ArgumentParser
import Control
import Foundation
import Jobs
import Scheduling

struct ScheduleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule", abstract: "Show the next run times of jobs, in their time zones and in UTC.",
        discussion:
            "Reads the job files; no daemon is needed. Jobs that only follow other jobs (after), or run by hand, have no times."
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Jobs; default: all.", completion: NameCompletion.jobs)
    var jobs: [String] = []

    @Option(name: .shortAndLong, help: "Number of times for each job (1 to 1000).")
    var number = 5

    @Option(
        help: "Start at this time: 12h (from now), 06:00 (next, local time), or 2026-03-01T12:00:00Z. Default: now.")
    var from: String?

    func validate() throws {
        if !(1...1000).contains(number) { throw ValidationError("-n \(number): 1 to 1000") }
    }

    func run() async throws {
        let session = Session(options)
        let start = try from.map { try InstantText.parse($0, nowUs: Session.nowUs) } ?? Session.nowUs
        let environment = ProcessInfo.processInfo.environment
        let configuration = try Configuration.load(
            session.places.overrides, credentialsDirectory: environment["CREDENTIALS_DIRECTORY"])
        let set = try JobSet.load(directory: configuration.jobsDirectory, configuration: configuration)
        for name in jobs where set[name] == nil {
            throw KnownNames.unknown("job", name, set.jobs.map(\.name))
        }
        let chosen = set.jobs.filter { jobs.isEmpty || jobs.contains($0.name) }
        let report = ScheduleReport(
            chosen, calendars: configuration.calendars, fromUs: start, count: number)
        try session.show(report, report.table.lines(session.terminal))
    }
}

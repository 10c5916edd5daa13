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

/// `entradactl schedule`: the next times of jobs.
struct ScheduleReport: Codable, Sendable, Equatable {
    struct Fire: Codable, Sendable, Equatable {
        var us: Int64
        /// On the wall clock of the job's zone, with its offset: `2026-03-29 03:00:00+02:00`.
        var local: String
    }

    struct Job: Codable, Sendable, Equatable {
        var name: String
        var enabled: Bool
        /// `15 2 * * *`, `every 30s`, `when the daemon starts`, `after stage`, `by hand`.
        var schedule: String
        var zone: String
        var fires: [Fire]
    }

    var schema = 1
    var jobs: [Job]

    /// - Parameter calendars: of the configuration, which jobs name.
    init(_ definitions: [JobDefinition], calendars: [String: [ExcludedDay]], fromUs: Int64, count: Int) {
        let start = Date(timeIntervalSince1970: Double(fromUs) / 1e6)
        jobs = definitions.map { job in
            let zone = job.zone
            let fires = job.timetable(calendars).fires(after: start, through: .distantFuture, limit: count).map {
                date in
                Fire(
                    us: Int64((date.timeIntervalSince1970 * 1e6).rounded()), local: Self.local(date, zone))
            }
            return Job(
                name: job.name, enabled: job.isEnabled, schedule: Self.text(job),
                zone: zone == .gmt ? "UTC" : zone.identifier, fires: fires)
        }
    }

    /// Times as a table; a job without any has a line, too.
    var table: TextTable {
        var table = TextTable([
            .init("JOB", minimum: 8), .init("SCHEDULE", minimum: 8), .init("UTC"), .init("LOCAL"),
            .init("ZONE", minimum: 3),
        ])
        for job in jobs {
            let note = job.enabled ? job.schedule : job.schedule + " (off)"
            if job.fires.isEmpty { table.add([.init(job.name, .strong), .init(note, .faint)]) }
            for (index, fire) in job.fires.enumerated() {
                table.add([
                    .init(index == 0 ? job.name : "", .strong), .init(index == 0 ? note : "", .faint),
                    .init(TimeText.absolute(us: fire.us)), .init(fire.local), .init(job.zone),
                ])
            }
        }
        return table
    }

    private static func text(_ job: JobDefinition) -> String {
        switch job.schedule {
        case .cron(let expression, _): expression.description
        case .every(let interval, let phase):
            "every \(DurationText.format(interval))" + (phase == .zero ? "" : " + \(DurationText.format(phase))")
        case .reboot: "when the daemon starts"
        case .none: job.after.isEmpty ? "by hand" : "after " + job.after.joined(separator: ", ")
        }
    }

    private static func local(_ date: Date, _ zone: TimeZone) -> String {
        let format = Date.ISO8601FormatStyle(timeZone: zone).year().month().day().dateTimeSeparator(.space)
            .time(includingFractionalSeconds: false).timeZone(separator: .colon)
        return date.formatted(format)
    }
}

import ArgumentParser
import Control
import Ledger

struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "runs", abstract: "List runs, newest first.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Only for this job.", completion: NameCompletion.jobs)
    var job: String?

    @Option(help: "Only for this subject: a server, capture:ID, TABLE/DAY.")
    var subject: String?

    @Option(help: "Only in these states (separated by commas).", completion: NameCompletion.states(RunState.self))
    var state: String?

    @Option(help: "Maximum number of lines.")
    var limit = 50

    func run() async throws {
        let session = Session(options)
        let filter = RunFilter(
            job: job, subject: subject, states: try StateNames.parse(state, RunState.self), limit: limit)
        let report = try await session.ask {
            try await $0.runs(filter)
        } offline: {
            try RunsReport(view: $0, filter: filter)
        }
        if report.runs.isEmpty { try await KnownNames(session: session).require(job: job) }
        try session.show(report, RunsScreen.table(report.runs, nowUs: Session.nowUs).lines(session.terminal))
    }
}

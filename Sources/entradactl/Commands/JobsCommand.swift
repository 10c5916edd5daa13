import ArgumentParser
import Control

struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "List all jobs with their last and next run.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let session = Session(options)
        let report = try await session.ask {
            try await $0.jobs()
        } offline: {
            try JobsReport(view: $0, live: nil, nowUs: Session.nowUs)
        }
        try session.show(report, JobsScreen.table(report.jobs, nowUs: Session.nowUs).lines(session.terminal))
    }
}

import ArgumentParser
import Control

struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "List the newest events of the ledger.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Maximum number of lines.")
    var limit = 50

    func run() async throws {
        let session = Session(options)
        let limit = self.limit
        let report = try await session.ask {
            try await $0.events(limit: limit)
        } offline: {
            try EventsReport(view: $0, limit: limit)
        }
        try session.show(report, TraceScreen.events(report.events).lines(session.terminal))
    }
}

import ArgumentParser
import Control

struct ServersListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List name servers: what they have sent, and what waits.",
        discussion: "Lists the configured servers, and others that captures came from.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let session = Session(options)
        let report = try await session.ask {
            try await $0.servers()
        } offline: {
            try ServersReport(view: $0, live: nil)
        }
        try session.show(report, ServersScreen.table(report.servers, nowUs: Session.nowUs).lines(session.terminal))
    }
}

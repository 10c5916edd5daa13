import ArgumentParser
import Control

struct ServersListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Name servers: what they have sent, and what waits.",
        discussion: "Those of the configuration, and those of which captures are known.")

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

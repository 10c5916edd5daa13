import ArgumentParser
import Control

struct ServersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "servers", abstract: "List name servers: what they have sent, and what waits.",
        subcommands: [ServersListCommand.self, ServersTestCommand.self],
        defaultSubcommand: ServersListCommand.self)
}

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

struct ServersTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Test the connection to a name server; fetches nothing.",
        discussion: """
            The daemon connects as it does for a fetch. It shows the fingerprint of the host key, the algorithms, the \
            listing, and what would be fetched now. If the test fails, it says at which step and what to do, and exits \
            with 1. Jobs continue meanwhile.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The name of the server.")
    var server: String

    @Option(help: "Time limit of the test in seconds.")
    var seconds: Int64 = 30

    func validate() throws {
        let allowed = ServerTestRequest.secondsAllowed
        if !allowed.contains(seconds) {
            throw ValidationError("--seconds must be from \(allowed.lowerBound) to \(allowed.upperBound)")
        }
    }

    func run() async throws {
        let session = Session(options)
        let report = try await session.client.testServer(ServerTestRequest(server: server, seconds: seconds))
        try session.show(
            report, ServerTestScreen.lines(report, terminal: session.terminal, nowUs: Session.nowUs))
        if !report.passed { throw ExitCode(ControlError.Code.failed.exitCode) }
    }
}

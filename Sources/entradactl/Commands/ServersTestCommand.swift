import ArgumentParser
import Control

struct ServersTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Connect to a name server, look, and fetch nothing.",
        discussion: """
            The daemon connects as it does to fetch, and shows the fingerprint of the host key, the algorithms, the listing, \
            and what would be fetched now. Where it fails it says at which step, and what to do. Exits with 1 then. The \
            jobs go on meanwhile.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The name of the server.")
    var server: String

    @Option(help: "How long an answer may take.")
    var seconds: Int64 = 30

    func validate() throws {
        let allowed = ServerTestRequest.secondsAllowed
        if !allowed.contains(seconds) {
            throw ValidationError("--seconds is from \(allowed.lowerBound) to \(allowed.upperBound)")
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

import ArgumentParser
import Control

struct DrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain", abstract: "Finish what runs, start nothing new, then stop the daemon.",
        discussion: """
            Runs that are not finished after limits.drain_timeout are stopped. They count as interrupted, and the next \
            daemon runs them again. To stop new work but keep the daemon: entradactl pause --all.
            """)

    @OptionGroup var options: GlobalOptions

    @Flag(help: "Stop running runs at once.")
    var now = false

    @Flag(help: "Wait until the daemon has stopped.")
    var wait = false

    @Flag(help: "Do not ask for confirmation.")
    var yes = false

    @Option(help: "The reason; recorded in the ledger.")
    var reason: String?

    func run() async throws {
        let session = Session(options)
        if !yes {
            let count = try await session.client.live().workers.count
            guard try Console.confirm("\(count) runs are running. Stop the daemon?") else {
                throw ExitCode(ControlError.Code.usage.exitCode)
            }
        }
        let reply = try await session.client.drain(
            DrainRequest(requestID: Session.requestID, now: now, reason: reason))
        if wait {
            while try session.client.isReachable() { try await Task.sleep(for: .milliseconds(100)) }
        }
        try session.show(reply, [wait ? "the daemon has stopped" : PrintableText.clean(reply.message)])
    }
}

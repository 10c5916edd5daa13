import ArgumentParser
import Control

struct DrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain", abstract: "Start nothing new, let finish what runs, and end the daemon.",
        discussion: """
            What is left when limits.drain_timeout is over is stopped; it counts as interrupted, and the next daemon does \
            it again. To hold work back without ending the daemon: entradactl pause --all.
            """)

    @OptionGroup var options: GlobalOptions

    @Flag(help: "Stop at once what runs.")
    var now = false

    @Flag(help: "Wait until the daemon has ended.")
    var wait = false

    @Flag(help: "Do not ask.")
    var yes = false

    @Option(help: "Why; kept in the ledger.")
    var reason: String?

    func run() async throws {
        let session = Session(options)
        if !yes {
            let count = try await session.client.live().workers.count
            guard try Console.confirm("\(count) runs work. End the daemon?") else {
                throw ExitCode(ControlError.Code.usage.exitCode)
            }
        }
        let reply = try await session.client.drain(
            DrainRequest(requestID: Session.requestID, now: now, reason: reason))
        if wait {
            while try session.client.isReachable() { try await Task.sleep(for: .milliseconds(100)) }
        }
        try session.show(reply, [wait ? "the daemon has ended" : PrintableText.clean(reply.message)])
    }
}

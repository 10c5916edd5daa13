import ArgumentParser
import Control

struct ClockConfirmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm", abstract: "Say that the machine's clock is right.",
        discussion: """
            After a jump of more than an hour, or a start long after or before the newest event of the ledger, nothing is \
            deleted until somebody has looked at the clock (timedatectl). `entradactl status` tells whether it is so.
            """)

    @OptionGroup var options: GlobalOptions

    @Option(help: "Why; kept in the ledger.")
    var reason: String?

    func run() async throws {
        let session = Session(options)
        let reply = try await session.client.confirmClock(
            ClockRequest(requestID: Session.requestID, reason: reason))
        try session.show(reply, [PrintableText.clean(reply.message)])
    }
}

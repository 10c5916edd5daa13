import ArgumentParser
import Control

struct ClockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock", abstract: "Confirm the machine's clock, so that deleting may resume.",
        subcommands: [ClockConfirmCommand.self])
}

struct ClockConfirmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm", abstract: "Confirm that the machine's clock is right.",
        discussion: """
            If the clock jumps by more than an hour, or the daemon starts long before or after the newest event of the \
            ledger, nothing is deleted until you check the clock (timedatectl) and confirm it. `entradactl status` shows \
            whether the clock is in doubt.
            """)

    @OptionGroup var options: GlobalOptions

    @Option(help: "The reason; recorded in the ledger.")
    var reason: String?

    func run() async throws {
        let session = Session(options)
        let reply = try await session.client.confirmClock(
            ClockRequest(requestID: Session.requestID, reason: reason))
        try session.show(reply, [PrintableText.clean(reply.message)])
    }
}

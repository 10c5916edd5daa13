import ArgumentParser
import Control

struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Hold a job back; what runs goes on.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The job.")
    var job: String

    @Option(help: "When it goes on by itself: 2h, or 2026-03-01T12:00:00Z.")
    var until: String?

    @Option(help: "Why; shown in the status and kept in the ledger.")
    var reason: String?

    func run() async throws {
        let session = Session(options)
        let untilUs = try until.map { try InstantText.parse($0, nowUs: Session.nowUs) }
        let reply = try await session.client.pause(
            PauseRequest(requestID: Session.requestID, job: job, untilUs: untilUs, reason: reason))
        try session.show(reply, [PrintableText.clean(reply.message)])
    }
}

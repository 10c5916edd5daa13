import ArgumentParser
import Control

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Let a paused job go on.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The job.")
    var job: String

    @Option(help: "Why; kept in the ledger.")
    var reason: String?

    func run() async throws {
        let session = Session(options)
        let reply = try await session.client.resume(
            PauseRequest(requestID: Session.requestID, job: job, reason: reason))
        try session.show(reply, [PrintableText.clean(reply.message)])
    }
}

import ArgumentParser
import Control

struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "cancel", abstract: "Cancel a waiting or running run.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The run.", completion: NameCompletion.runs)
    var run: Int64

    @Option(help: "The reason; recorded in the ledger.")
    var reason: String?

    func run() async throws {
        let session = Session(options)
        let attempt = try await session.client.run(run).run.attempt
        let reply = try await session.client.cancel(
            CancelRequest(requestID: Session.requestID, run: run, attempt: attempt, reason: reason))
        try session.show(reply, [PrintableText.clean(reply.message)])
    }
}

import ArgumentParser
import Control

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Let paused jobs go on.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Jobs.")
    var jobs: [String] = []

    @Flag(help: "All jobs.")
    var all = false

    @Option(help: "Why; kept in the ledger.")
    var reason: String?

    func validate() throws {
        guard jobs.isEmpty == all else { throw ValidationError("name jobs, or say --all") }
    }

    func run() async throws {
        let session = Session(options)
        let names = all ? try await session.client.jobs().jobs.map(\.name) : jobs
        var messages: [String] = []
        for name in names {
            messages.append(
                try await session.client.resume(
                    PauseRequest(requestID: Session.requestID, job: name, reason: reason)
                ).message)
        }
        try session.show(MessageReply(message: messages.joined(separator: "; ")), messages.map(PrintableText.clean))
    }
}

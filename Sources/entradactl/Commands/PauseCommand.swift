import ArgumentParser
import Control

struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Start no new runs of jobs; current runs continue.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Jobs.", completion: NameCompletion.jobs)
    var jobs: [String] = []

    @Flag(help: "All jobs.")
    var all = false

    @Option(help: "Resume automatically at: 2h (from now), 06:00 (next, local time), or 2026-03-01T12:00:00Z.")
    var until: String?

    @Option(help: "The reason; shown in the status and recorded in the ledger.")
    var reason: String?

    func validate() throws {
        guard jobs.isEmpty == all else { throw ValidationError("name jobs, or use --all") }
    }

    func run() async throws {
        let session = Session(options)
        let names = all ? try await session.client.jobs().jobs.map(\.name) : jobs
        let untilUs = try until.map { try InstantText.parse($0, nowUs: Session.nowUs) }
        var messages: [String] = []
        for name in names {
            let request = PauseRequest(
                requestID: Session.requestID, job: name, untilUs: untilUs, reason: reason)
            messages.append(
                try await KnownNames(session: session).correcting(job: name) {
                    try await session.client.pause(request).message
                })
        }
        try session.show(MessageReply(message: messages.joined(separator: "; ")), messages.map(PrintableText.clean))
    }
}

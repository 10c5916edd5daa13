import ArgumentParser
import Control

struct AckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack", abstract: "Acknowledge failures, so that they are no longer reported.",
        discussion: """
            A failure is over when a later run of the same job and subject completes, or when you acknowledge it. After \
            that, status --check, /health and alerts no longer report it, and retry --failed skips it. The next failure \
            of the same job and subject is reported again. Who, when and why are recorded in the ledger.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(
        help: "RUN, capture:ID, or job:NAME for all failures of a job; you can name several.",
        completion: NameCompletion.runs)
    var failures: [String]

    @Option(help: "The reason; recorded in the ledger.")
    var reason: String

    func validate() throws {
        guard !failures.isEmpty else { throw ValidationError("name a run, capture:ID or job:NAME") }
        guard !reason.allSatisfy(\.isWhitespace) else { throw ValidationError("--reason must not be empty") }
        _ = try request()
    }

    func run() async throws {
        let session = Session(options)
        let request = try request()
        let reply = try await KnownNames(session: session).correcting(
            job: request.jobs.count == 1 ? request.jobs.first : nil
        ) { try await session.client.acknowledge(request) }
        try session.show(reply, [PrintableText.clean(reply.message)])
    }

    private func request() throws -> AckRequest {
        var request = AckRequest(requestID: Session.requestID, reason: reason)
        for text in failures {
            let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
            switch (parts.first, parts.count) {
            case ("job", 2): request.jobs.append(parts[1])
            case ("capture", 2): request.captures.append(try number(parts[1], in: text))
            case ("run", 2): request.runs.append(try number(parts[1], in: text))
            default: request.runs.append(try number(text, in: text))
            }
        }
        return request
    }

    private func number(_ text: String, in argument: String) throws -> Int64 {
        guard let number = Int64(text) else {
            throw ValidationError("\(argument): write the number of a run, capture:ID or job:NAME")
        }
        return number
    }
}

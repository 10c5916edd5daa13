import ArgumentParser
import Control
import Model

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
            switch ObjectKey(text) {
            case .job(let name) where !name.isEmpty: request.jobs.append(name)
            case .capture(let id): request.captures.append(id)
            case .run(let id), .number(let id): request.runs.append(id)
            case .job, .server, .name:
                throw ValidationError("\(text): write the number of a run, capture:ID or job:NAME")
            }
        }
        return request
    }
}

import ArgumentParser
import Control
import Ledger

struct QuarantineReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Decode captures again.",
        discussion: "Captures that fail again return to quarantine.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Capture ids.")
    var files: [Int64] = []

    @Flag(help: "All captures that nobody has acknowledged (of --server, if given).")
    var all = false

    @Option(help: "With --all: only captures of this server.", completion: NameCompletion.servers)
    var server: String?

    @Flag(help: "Wait until the runs have ended.")
    var wait = false

    @Option(help: "The reason; recorded in the ledger.")
    var reason: String?

    func validate() throws {
        guard files.isEmpty == all else { throw ValidationError("name capture ids, or use --all") }
        if server != nil, !all { throw ValidationError("--server needs --all") }
    }

    func run() async throws {
        let session = Session(options)
        var reply = RetryReply(runs: [], captures: [], message: "")
        if all {
            let decode = try await session.client.jobs().jobs.first {
                $0.enabled && $0.items?.contains("capture") == true
            }
            guard let decode else {
                throw ControlError(.notFound, "an enabled job of kind decode; see entradactl jobs")
            }
            let request = RetryRequest(
                requestID: Session.requestID, failed: true, job: decode.name, server: server, reason: reason)
            reply = try await KnownNames(session: session).correcting(server: server) {
                try await session.client.retry(request)
            }
        }
        for file in files {
            let state = try await session.client.trace("capture:\(file)").file.state
            guard state == .quarantined else {
                throw ControlError(.conflict, "capture \(file) is \(state.rawValue), not in quarantine")
            }
            let one = try await session.client.retry(
                RetryRequest(requestID: Session.requestID, capture: file, reason: reason))
            reply.runs += one.runs
            reply.captures += one.captures
        }
        reply.message = reply.captures.isEmpty ? "quarantine is empty" : "\(reply.captures.count) released"
        try await RunOutcome(session: session, wait: wait).report(reply, runs: reply.runs, [reply.message])
    }
}

import Failpoints
import FileFlow
import Foundation
import Jobs
import Ledger
import Logging
import Model

/// Claims the captures of a batch: one transaction, one application of moves.
struct BatchClaim: Sendable {
    struct Item: Sendable {
        var capture: CaptureRecord
        /// The file before it is decoded.
        var stamp: FileStamp
    }

    let contexts: [RunContext]

    private var dependencies: Dependencies { contexts[0].dependencies }

    /// Returns the captures from the first on that are ready, and why the next one is not.
    func take() async throws -> (items: [Item], failure: (any Error)?) {
        let claims = contexts.compactMap { context in
            context.run.subject.capture.map { (capture: $0, run: context.run.id) }
        }
        let captures = claims.map(\.capture)
        // Who brought them back may not have moved them yet: that they are asked for and their moves are one commit.
        _ = try await dependencies.flow.applyIntents(captures: captures)
        let refusal = try await claim(claims)
        try dependencies.failpoints.hit(.batchAfterClaim)
        var failure: (any Error)?
        do { _ = try await dependencies.flow.applyIntents(captures: captures) } catch { failure = error }
        if failure == nil { try dependencies.failpoints.hit(.batchAfterMoves) }
        let records = try await dependencies.ledger.read { view in try captures.map { try view.requireCapture($0) } }
        let stamps = try await stamps(records)
        var items: [Item] = []
        for (capture, stamp) in zip(records, stamps) {
            guard capture.state == .processing, let stamp, stamp.sizeBytes == capture.sizeBytes else {
                let missing = RunFailure(
                    "\(capture.path ?? "capture \(capture.id)"): the file is gone or has another size than when it was "
                        + "adopted",
                    mayBeDisk: true)
                return (items, capture.state == .processing ? failure ?? missing : refusal ?? missing)
            }
            items.append(Item(capture: capture, stamp: stamp))
        }
        return (items, nil)
    }

    /// Returns why one could not be claimed, if one could not: those behind it are not.
    private func claim(_ claims: [(capture: Int64, run: Int64)]) async throws -> (any Error)? {
        do {
            try await dependencies.ledger.write { tx in
                for claim in claims { try tx.claim(capture: claim.capture, run: claim.run) }
            }
            return nil
        } catch {
            if case LedgerError.commitFailed? = error as? LedgerError { throw error }
        }
        for claim in claims {
            do {
                try await dependencies.ledger.write { tx in try tx.claim(capture: claim.capture, run: claim.run) }
            } catch {
                return error
            }
        }
        return nil
    }

    private func stamps(_ records: [CaptureRecord]) async throws -> [FileStamp?] {
        var stamps: [FileStamp?] = []
        for record in records {
            let path = record.path ?? "incoming/\(record.server)/\(record.localName)"
            stamps.append(try await dependencies.flow.stat(path))
        }
        return stamps
    }

    /// The state that the first capture goes on from.
    ///
    /// - Throws: `RunFailure` if it is not decoded as one that comes for the first time: it gets a worker of its own then.
    func state(before first: Item?) async throws -> DecoderStateRecord? {
        guard let first else { return nil }
        let place = try await dependencies.ledger.read { try $0.decodePlace(of: first.capture) }
        guard place.writesState, place.publishesState else {
            throw RunFailure("the order of the server's captures has changed")
        }
        return place.input
    }

    /// Tells in the other runs' logs where to look for what the worker prints.
    func note() async {
        let (lead, others) = (contexts[0], contexts.dropFirst())
        let text = "decoded by the worker of run \(lead.run.id); its output is in \(lead.logPath)"
        let logs = others.map { ($0.logPath, $0.configuration.limits.runLogSize) }
        do {
            try await dependencies.threads.run { [logger = dependencies.logger] in
                for (path, limit) in logs {
                    let log = try CappedLog(path: path, limitBytes: limit, logger: logger)
                    log.note(text)
                    log.close()
                }
            }
        } catch {
            // A remark is missing; the worker's own log is opened when it starts, or it does not start.
            dependencies.logger.warning("a run's log cannot be written", metadata: ["error": "\(error)"])
        }
    }
}

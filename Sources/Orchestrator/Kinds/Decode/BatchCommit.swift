import Failpoints
import FileFlow
import Foundation
import Ledger
import Logging
import Model
import WorkerProtocol

/// Makes decoded captures of a batch live: several at once, each as if it were alone.
struct BatchCommit: Sendable {
    /// A capture that the worker has decoded.
    struct Item: Sendable {
        var context: RunContext
        var capture: CaptureRecord
        /// The file before it was decoded.
        var stamp: FileStamp
        var outcome: DecodeOutcome
        /// Its directory and the state that it leaves, relative to the data root.
        var out: String
        var state: String
        var base: BatchQueue.Base
        var isTwin: Bool
    }

    struct Result: Sendable {
        /// So many of the items, from the first on, are done.
        var count = 0
        /// Why the next one is not; nil with fewer than all: what those behind went on from is not what holds.
        var failure: (any Error)?
    }

    private struct Ready: Sendable {
        var item: Item
        var publication: DecodePublication
        var commit: DecodeCommit
    }

    let dependencies: Dependencies

    func take(_ items: [Item]) async -> Result {
        var result = Result()
        var ready: [Ready] = []
        for item in items {
            do { ready.append(try await check(item)) } catch {
                result.failure = error
                break
            }
        }
        if ready.isEmpty { return result }
        let verdicts: [DecodeVerdict]
        do {
            try await dependencies.flow.publishAll(ready.flatMap(\.publication.moves))
            try dependencies.failpoints.hit(.batchAfterPublish)
            (verdicts, result.failure) = try await commit(ready, result.failure)
        } catch {
            await discard(ready[...], after: error)
            return Result(failure: error)
        }
        result.count = verdicts.count
        for item in items.prefix(result.count) {
            dependencies.meter.decoded(server: item.capture.server, bytes: item.capture.sizeBytes, item.outcome)
        }
        await settle(Array(zip(ready, verdicts)))
        return result
    }

    private func check(_ item: Item) async throws -> Ready {
        let capture = item.capture
        guard let decoded = item.outcome.captures.first(where: { $0.id == capture.id }), let path = capture.path else {
            throw RunFailure("the worker ended without a final report (see \(item.context.logPath))")
        }
        guard let after = try await dependencies.flow.stat(path), after == item.stamp else {
            throw RunFailure("\(path) changed while it was being decoded; its rows are discarded")
        }
        var publication = try await DecodePublication(
            item.outcome, in: item.out, prefix: "\(capture.id)", context: item.context)
        try await publication.add(stateAt: item.state, of: capture, context: item.context)
        return Ready(
            item: item, publication: publication,
            commit: publication.commit(item.outcome, decoded, context: item.context))
    }

    /// All in one transaction; if that fails, one by one, so that what is wrong with one keeps no other back.
    private func commit(
        _ ready: [Ready], _ earlier: (any Error)?
    ) async throws -> (verdicts: [DecodeVerdict], failure: (any Error)?) {
        do {
            let verdicts = try await dependencies.ledger.write { tx in try Self.commit(ready, tx) }
            await discard(ready[verdicts.count...])
            return (verdicts, verdicts.count == ready.count ? earlier : nil)
        } catch {
            if case LedgerError.commitFailed? = error as? LedgerError { throw error }
        }
        var verdicts: [DecodeVerdict] = []
        for (index, one) in ready.enumerated() {
            do {
                let verdict = try await dependencies.ledger.write { tx in try Self.commit([one], tx) }
                verdicts += verdict
                if verdict.isEmpty || Self.isSurprise(verdict[0], one) {
                    await discard(ready[verdicts.count...])
                    return (verdicts, nil)
                }
            } catch {
                await discard(ready[index...], after: error)
                return (verdicts, error)
            }
        }
        return (verdicts, earlier)
    }

    /// Each capture in its turn, as long as it went on from what holds when its turn comes.
    private static func commit(_ ready: [Ready], _ tx: LedgerTransaction) throws -> [DecodeVerdict] {
        var verdicts: [DecodeVerdict] = []
        for one in ready {
            let place = try tx.view.decodePlace(of: try tx.view.requireCapture(one.commit.capture))
            guard place.writesState, place.publishesState, fits(place.input, one.item.base) else { break }
            var commit = one.commit
            commit.consumed = place.input.map { [$0.id] } ?? []
            let verdict = try tx.commitDecode(commit)
            verdicts.append(verdict)
            if isSurprise(verdict, one) { break }
        }
        return verdicts
    }

    private static func fits(_ input: DecoderStateRecord?, _ base: BatchQueue.Base) -> Bool {
        switch base {
        case .given(let state): input?.id == state
        case .capture(let capture): input?.capture == capture
        }
    }

    /// Those behind it went on from something else.
    private static func isSurprise(_ verdict: DecodeVerdict, _ one: Ready) -> Bool {
        if case .duplicate = verdict { return !one.item.isTwin }
        return one.item.isTwin
    }

    /// Removes what was published and did not become live, unless nobody knows whether it did: the next start does.
    private func discard(_ ready: ArraySlice<Ready>, after error: (any Error)? = nil) async {
        if case LedgerError.commitFailed? = error as? LedgerError { return }
        for path in ready.flatMap(\.publication.targets) { try? await dependencies.flow.remove(path) }
    }

    /// Clears up after the commit. The rows are live: nothing that fails here takes them back, and the next start makes
    /// up for it.
    private func settle(_ done: [(Ready, DecodeVerdict)]) async {
        guard let first = done.first?.0.item.context else { return }
        do {
            try dependencies.failpoints.hit(.batchAfterCommit)
            let twins = done.filter { if case .duplicate = $0.1 { true } else { false } }.map(\.0)
            if !twins.isEmpty {
                await discard(twins[...])
                try dependencies.failpoints.hit(.decodeAfterDiscard)
            }
            let items = done.map { ready, _ in
                CaptureArchive.Item(
                    capture: ready.commit.capture, run: ready.item.context.run.id,
                    firstUs: ready.commit.firstPacketUs ?? ready.item.capture.modifiedUs)
            }
            try await CaptureArchive(dependencies: dependencies, configuration: first.configuration).take(items)
        } catch {
            let fields = await first.fields(["error": "\(error)", "captures": "\(done.count)"])
            dependencies.logger.warning(
                "the rows of captures are live, but they could not be archived yet", metadata: fields)
        }
    }
}

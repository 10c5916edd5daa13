import Failpoints
import FileFlow
import Foundation
import Jobs
import Ledger
import Logging
import Model
import Scheduling
import WorkerProtocol

/// Decodes one capture: claim, worker, publication, commit, archive. Or flushes a state that nobody will continue.
struct DecodeRun: Sendable {
    let context: RunContext
    let parameters: DecodeParameters

    func execute() async throws {
        switch context.run.subject {
        case .capture(let id): try await decode(capture: id)
        case .state(let server, let id): try await flush(server: server, state: id)
        case .whole, .server, .partition:
            throw RunFailure("subject \(context.run.subject) is neither a capture nor a state", isPermanent: true)
        }
    }

    private func decode(capture id: Int64) async throws {
        let (dependencies, run) = (context.dependencies, context.run.id)
        // Who brought it back may not have moved it yet: that it is asked for and its move are one commit.
        _ = try await dependencies.flow.applyIntents(capture: id)
        try await dependencies.ledger.write { tx in try tx.claim(capture: id, run: run) }
        try dependencies.failpoints.hit(.claimAfterDecide)
        _ = try await dependencies.flow.applyIntents(capture: id)
        try dependencies.failpoints.hit(.claimAfterApply)
        let capture = try await dependencies.ledger.read { try $0.requireCapture(id) }
        guard let path = capture.path, let before = try await dependencies.flow.stat(path),
            before.sizeBytes == capture.sizeBytes
        else {
            throw RunFailure(
                "\(capture.path ?? "capture \(id)"): the file is gone or has another size than when it was adopted",
                mayBeDisk: true)
        }
        // A late capture is decoded alone: what was waiting has gone on to captures that came after it.
        let place = try await dependencies.ledger.read { try $0.decodePlace(of: capture) }
        let state = place.input
        let work = try await dependencies.flow.createWork(run: run, attempt: context.attempt)
        var request = try await request(server: capture.server, out: work + "/out")
        request.state_in = state.map { dependencies.root.absolute($0.path) }
        if place.writesState { request.state_out = dependencies.root.absolute(work + "/state") }
        request.captures = [DecodeRequest.Capture(id: id, path: dependencies.root.absolute(path))]
        try dependencies.failpoints.hit(.decodeBeforeWorker)
        let (end, report) = try await context.worker(.decode(request))
        let outcome = await report.outcome
        if let failure = RunFailure.of(end, reason: outcome?.reason, logPath: context.logPath) { throw failure }
        guard let outcome, let decoded = outcome.captures.first(where: { $0.id == id }) else {
            throw RunFailure(
                "the worker ended without a final report (see \(context.logPath))", mayBeDisk: true)
        }
        try dependencies.failpoints.hit(.decodeAfterWorker)
        guard let after = try await dependencies.flow.stat(path), after == before else {
            throw RunFailure("\(path) changed while it was being decoded; its rows are discarded")
        }
        var publication = try await DecodePublication(outcome, in: work + "/out", prefix: "\(id)", context: context)
        try await dependencies.flow.publishAll(publication.moves)
        try dependencies.failpoints.hit(.decodeAfterPublish)
        if place.publishesState {
            let published = publication.moves.count
            try await publication.add(stateAt: work + "/state", of: capture, context: context)
            try await dependencies.flow.publishAll(Array(publication.moves[published...]))
        }
        try dependencies.failpoints.hit(.decodeAfterState)
        var commit = publication.commit(outcome, decoded, context: context)
        commit.consumed = state.map { [$0.id] } ?? []
        let verdict: DecodeVerdict
        do { verdict = try await self.commit(commit) } catch {
            await discard(commit, after: error)
            throw error
        }
        await context.warnOfSameContent(capture: id)
        dependencies.meter.decoded(server: capture.server, bytes: capture.sizeBytes, outcome)
        // The run has ended well. What remains is done even if somebody cancels it now.
        await Task {
            await settle(commit, verdict, packetsFrom: decoded.first_us ?? capture.modifiedUs)
        }.value
    }

    private func commit(_ commit: DecodeCommit) async throws -> DecodeVerdict {
        try await context.dependencies.ledger.write { tx in try tx.commitDecode(commit) }
    }

    /// Removes what was published and did not become live. What stays is found at the next start.
    /// After a commit of which nobody knows whether it is on the disk (its frames may be, and come back with the next
    /// start), nothing is removed: that start knows.
    private func discard(_ commit: DecodeCommit, after error: (any Error)? = nil) async {
        if case LedgerError.commitFailed? = error as? LedgerError { return }
        for path in commit.files.map(\.path) + [commit.state?.path].compactMap({ $0 }) {
            try? await context.dependencies.flow.remove(path)
        }
    }

    /// Clears up after the commit. The rows are live: nothing that fails here takes them back, and the next start makes
    /// up for it.
    private func settle(_ commit: DecodeCommit, _ verdict: DecodeVerdict, packetsFrom firstUs: Int64) async {
        let id = commit.capture
        do {
            try context.dependencies.failpoints.hit(.decodeAfterCommit)
            if case .duplicate = verdict {
                await discard(commit)
                try context.dependencies.failpoints.hit(.decodeAfterDiscard)
            }
            try await context.dependencies.flow.removeWork(run: context.run.id, attempt: context.attempt)
            let item = CaptureArchive.Item(capture: id, run: context.run.id, firstUs: firstUs)
            try await CaptureArchive(dependencies: context.dependencies, configuration: context.configuration).take([
                item
            ])
        } catch {
            let fields = await context.fields(["error": "\(error)"])
            context.dependencies.logger.warning(
                "the rows of a capture are live, but it could not be archived yet",
                metadata: fields)
        }
    }

    /// What still waited at the end of a chain becomes rows of the capture that wrote the state.
    private func flush(server: String, state id: Int64) async throws {
        let (dependencies, run) = (context.dependencies, context.run.id)
        guard let state = try await dependencies.ledger.read({ try $0.openState(server: server) }), state.id == id
        else {
            let end = context.end(.superseded, .superseded, message: "the state has been continued")
            try await dependencies.ledger.write { tx in try tx.finish(end) }
            return
        }
        let work = try await dependencies.flow.createWork(run: run, attempt: context.attempt)
        var request = try await request(server: server, out: work + "/out")
        request.state_in = dependencies.root.absolute(state.path)
        request.flush_as = state.capture
        let (end, report) = try await context.worker(.decode(request))
        let outcome = await report.outcome
        if let failure = RunFailure.of(end, reason: outcome?.reason, logPath: context.logPath) { throw failure }
        guard let outcome else {
            throw RunFailure(
                "the worker ended without a final report (see \(context.logPath))", mayBeDisk: true)
        }
        let publication = try await DecodePublication(
            outcome, in: work + "/out", prefix: "\(state.capture)-flush", context: context)
        try await dependencies.flow.publishAll(publication.moves)
        try dependencies.failpoints.hit(.flushAfterPublish)
        let done = context.completed(DecodePublication.summary(outcome))
        try await dependencies.ledger.write { tx in try tx.commitFlush(state: id, end: done, files: publication.files) }
        dependencies.meter.decoded(server: server, bytes: 0, outcome)
        try dependencies.failpoints.hit(.flushAfterCommit)
        try await dependencies.flow.removeWork(run: run, attempt: context.attempt)
    }
}

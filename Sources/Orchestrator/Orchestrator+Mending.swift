import FileFlow
import Foundation
import Jobs
import Ledger
import Logging
import Model

/// What failed while the daemon ran, and is not a run's to try again: a full disk, an end that could not be written down.
extension Orchestrator {
    /// Microseconds between two looks; after a failure it doubles, up to ten minutes.
    private static let mendingPause: Int64 = 30_000_000

    /// The most moves that the status tells one by one.
    static let troublesTold = 20

    /// Gives back what no task works on any more, applies moves that are still open, archives what is live.
    func mendIfDue() async throws {
        let now = site.now()
        guard now >= nextMending, !isRepairing else { return }
        let wait = min(Self.mendingPause << Int64(failedMendings), 600_000_000)
        nextMending = now + wait
        failedMendings = min(failedMendings + 1, 5)
        try await releaseAbandoned()
        let open = try await site.ledger.read { try $0.openIntents().filter { $0.status == .open }.count }
        let troubles = open > 0 ? try await site.flow.applyIntents().troubles : []
        moveTroubles = Array(troubles.prefix(Self.troublesTold))
        if !troubles.isEmpty {
            _ = await isRootWritable()
            return
        }
        if hasLeftovers { try await clearLeftovers() }
        if try await site.ledger.read({ try $0.hasDueTrouble(state: .fetched, nowUs: now) }) {
            nudged.formUnion(jobs.jobs.filter { $0.kind == .stage }.map(\.name))
        }
        if try await isAnythingLoaded() { try await finishArchiving(except: Set(running.keys)) }
        failedMendings = 0
    }

    /// Runs of this daemon that the ledger takes for running, and that have no task: their end, or their start, could
    /// not be recorded.
    private func releaseAbandoned() async throws {
        let (incarnation, busy) = (incarnation, Set(running.keys))
        let abandoned = try await site.ledger.read { view in
            try view.runs(state: .running).filter { $0.incarnation == incarnation && !busy.contains($0.id) }
        }
        guard !abandoned.isEmpty else { return }
        let once = Set(jobs.jobs.filter(\.runsOnce).map(\.name))
        try await site.ledger.write { tx in
            for run in abandoned {
                try tx.finish(
                    RunEnd(
                        run: run.id, attempt: run.attempt, incarnation: incarnation,
                        state: once.contains(run.job) ? .discarded : .interrupted,
                        outcome: once.contains(run.job) ? .failed : .interrupted,
                        message: "its end could not be recorded"
                            + (once.contains(run.job) ? JobDefinition.onceText : "")))
                guard let id = run.subject.capture, let capture = try tx.view.capture(id),
                    capture.state == .processing, capture.run == run.id
                else { continue }
                try tx.giveBack(
                    capture: id, why: "the end of its run could not be recorded", orphaned: false, run: run.id)
            }
        }
        for run in abandoned { try await site.flow.removeWork(run: run.id, attempt: run.attempt) }
        site.logger.warning("gave back runs whose end could not be recorded", metadata: ["runs": "\(abandoned.count)"])
    }

    /// What attempts have published and could not commit, and their directories; of those that go on nothing is touched.
    /// What an older copy of the ledger does not know may have been committed after it was made: it waits for the repair.
    private func clearLeftovers() async throws {
        if try await site.ledger.read({ try $0.restoreMark() }) != nil { return }
        let open = Set(running.values.flatMap { ["\($0.run).\($0.attempt)", $0.work] })
        let strays = try await site.flow.removeUncommitted(openAttempts: open)
        try await site.flow.abandonedWork(openAttempts: open)
        try await site.flow.mendReasons()
        hasLeftovers = false
        if !strays.isEmpty {
            site.logger.notice("removed files that no run had committed", metadata: ["files": "\(strays.count)"])
        }
    }

    private func isAnythingLoaded() async throws -> Bool {
        let busy = Set(running.keys)
        return try await site.ledger.read { view in
            for state in [CaptureState.loaded, .duplicate] {
                let waiting = try view.chain(state: state, limit: 1000)
                if waiting.contains(where: { capture in capture.run.map { !busy.contains($0) } ?? true }) {
                    return true
                }
            }
            return false
        }
    }
}

import Ledger

/// Keeps passes and repairs apart: while a repair goes on nothing is started, and it begins when nothing runs.
///
/// Not `Sendable`: it belongs to the scheduler's actor, and its methods run there.
final class PassGate {
    /// An operator has what is wrong mended.
    private(set) var isRepairing = false
    private var isPassing = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func passBegins() { isPassing = true }

    func passEnded() {
        isPassing = false
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    /// Lets a repair begin.
    ///
    /// - Throws: `LedgerError.conflict` if another one goes on.
    func beginRepair() throws {
        guard !isRepairing else { throw LedgerError.conflict("another repair is running") }
        isRepairing = true
    }

    func endRepair() { isRepairing = false }

    /// Waits until no pass is under way and nothing runs.
    nonisolated(nonsending) func standStill(_ runs: ActiveRuns) async {
        // A pass that had begun may still start a run.
        while isPassing || !runs.isEmpty {
            for ending in runs.endings() { await ending.value }
            if isPassing { await withCheckedContinuation { waiting.append($0) } }
        }
    }
}

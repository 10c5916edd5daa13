import Synchronization

/// Which runs of a batch have ended, and who waits for that. The last one ends with the batch, so that nothing of it goes
/// on when all its runs have ended.
final class BatchEnds: Sendable {
    private struct State {
        var open: Set<Int64>
        /// Of the last run to end.
        var isOver = false
        var waiting: [Int64: [CheckedContinuation<Void, Never>]] = [:]
        /// Has ended, and is not told of yet.
        var last: Int64?
    }

    private let state: Mutex<State>

    init(_ runs: [Int64]) { state = Mutex(State(open: Set(runs))) }

    func hasEnded(_ run: Int64) -> Bool { state.withLock { !$0.open.contains(run) } }

    func mark(_ run: Int64) {
        let waiting: [CheckedContinuation<Void, Never>] = state.withLock { state in
            guard state.open.remove(run) != nil else { return [] }
            if state.open.isEmpty, !state.isOver {
                state.last = run
                return []
            }
            return state.waiting.removeValue(forKey: run) ?? []
        }
        for continuation in waiting { continuation.resume() }
    }

    /// The batch is over, and with it every run.
    func finish() {
        let waiting = state.withLock { state in
            state.isOver = true
            state.open = []
            state.last = nil
            defer { state.waiting = [:] }
            return state.waiting.values.flatMap(\.self)
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait(for run: Int64) async {
        await withCheckedContinuation { continuation in
            let isWaiting = state.withLock { state in
                guard !state.isOver, state.open.contains(run) || state.last == run else { return false }
                state.waiting[run, default: []].append(continuation)
                return true
            }
            if !isWaiting { continuation.resume() }
        }
    }
}

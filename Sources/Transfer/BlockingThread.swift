import DequeModule
import Dispatch
import Foundation
import Synchronization

/// An executor with one thread of its own, for an actor whose work blocks.
///
/// The thread ends when the executor is no longer referenced. A job that waits or runs keeps its executor alive, so the
/// unowned reference that the runtime uses meanwhile is valid.
final class BlockingThread: SerialExecutor {
    private let queue = JobQueue()

    /// - Parameter name: as debuggers and `top -H` show it (15 bytes of it).
    init(name: String) {
        let queue = queue
        let thread = Thread { queue.runUntilFinished() }
        thread.name = name
        thread.stackSize = 1 << 20
        thread.start()
    }

    deinit { queue.finish() }

    func enqueue(_ job: consuming ExecutorJob) {
        queue.append(UnownedJob(job), on: self)
    }
}

/// The jobs of a `BlockingThread`, in order. Its length is bounded by the number of tasks that wait for the actor.
final class JobQueue: Sendable {
    private struct Entry {
        var job: UnownedJob
        var thread: BlockingThread
    }

    private struct State {
        var entries: Deque<Entry> = []
        var isFinished = false
    }

    private let state = Mutex(State())
    /// Counts entries, and one more for the end.
    private let arrivals = DispatchSemaphore(value: 0)

    func append(_ job: UnownedJob, on thread: BlockingThread) {
        state.withLock { $0.entries.append(Entry(job: job, thread: thread)) }
        arrivals.signal()
    }

    func finish() {
        state.withLock { $0.isFinished = true }
        arrivals.signal()
    }

    func runUntilFinished() {
        while runNext() {}
    }

    /// Waits for a job and runs it; false at the end. The entry (and with it maybe the thread's last reference) is let
    /// go only after the job has returned.
    private func runNext() -> Bool {
        arrivals.wait()
        let next = state.withLock { $0.entries.popFirst() }
        guard let next else { return !state.withLock { $0.isFinished } }
        next.job.runSynchronously(on: next.thread.asUnownedSerialExecutor())
        return true
    }
}

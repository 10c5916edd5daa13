import Foundation

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

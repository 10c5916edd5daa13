import Foundation

/// Runs one statement on a thread of its own.
///
/// Unchecked: what changes is guarded by the condition, the connection is used by that thread only.
final class CopyThread: @unchecked Sendable {
    private let connection: Connection
    private let sql: String
    private let queue: BatchQueue
    private let condition = NSCondition()
    private var hasEnded = false
    private var failure: (any Error)?

    init(connection: Connection, sql: String, queue: BatchQueue) {
        self.connection = connection
        self.sql = sql
        self.queue = queue
    }

    func start() {
        let thread = Thread { [self] in
            var caught: (any Error)?
            do { try connection.execute(sql) } catch { caught = error }
            // After a failure nobody takes batches: whoever puts one must not wait for ever.
            queue.abandon()
            condition.lock()
            failure = caught
            hasEnded = true
            condition.broadcast()
            condition.unlock()
        }
        thread.name = "parquet"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Waits for the end and gives what went wrong.
    @discardableResult
    func join() -> (any Error)? {
        condition.lock()
        defer { condition.unlock() }
        while !hasEnded { condition.wait() }
        return failure
    }
}

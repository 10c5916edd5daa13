import Foundation
import Tables

/// A bounded queue of batches between the thread that fills them and the one that writes them.
///
/// Unchecked: everything is guarded by the condition, and a batch belongs to who put it until somebody took it.
final class BatchQueue: @unchecked Sendable {
    private let condition = NSCondition()
    private var batches: [ColumnBatch] = []
    private var isClosed = false
    private var isAbandoned = false
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Waits for room; false when nobody takes batches any more.
    func put(_ batch: ColumnBatch) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while batches.count >= limit && !isAbandoned { condition.wait() }
        if isAbandoned { return false }
        batches.append(batch)
        condition.broadcast()
        return true
    }

    struct Abandoned: Error {}

    /// Waits for a batch; nil at the end.
    ///
    /// - Throws: abandoned, so that what was begun does not look complete.
    func take() throws -> ColumnBatch? {
        condition.lock()
        defer { condition.unlock() }
        while batches.isEmpty && !isClosed && !isAbandoned { condition.wait() }
        if isAbandoned { throw Abandoned() }
        if batches.isEmpty { return nil }
        let batch = batches.removeFirst()
        condition.broadcast()
        return batch
    }

    /// No more batches will be put.
    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }

    /// No more batches will be put or taken.
    func abandon() {
        condition.lock()
        isAbandoned = true
        batches = []
        condition.broadcast()
        condition.unlock()
    }
}

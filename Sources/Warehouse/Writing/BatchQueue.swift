import Foundation
import Tables

/// A bounded queue of batches between the thread that fills them and the one that writes them.
final class BatchQueue: @unchecked Sendable {
    private let condition = NSCondition()
    private var batches: [any ColumnBatch] = []
    private var isClosed = false
    private var isAbandoned = false
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Waits for room; false when nobody takes batches any more.
    func put(_ batch: any ColumnBatch) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while batches.count >= limit && !isAbandoned { condition.wait() }
        if isAbandoned { return false }
        batches.append(batch)
        condition.broadcast()
        return true
    }

    /// Waits for a batch; nil at the end.
    func take() -> (any ColumnBatch)? {
        condition.lock()
        defer { condition.unlock() }
        while batches.isEmpty && !isClosed && !isAbandoned { condition.wait() }
        if batches.isEmpty || isAbandoned { return nil }
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

    /// No more batches will be taken.
    func abandon() {
        condition.lock()
        isAbandoned = true
        batches = []
        condition.broadcast()
        condition.unlock()
    }
}

import Foundation

/// A few real threads for calls that block, so that the cooperative pool never does.
///
/// `@unchecked Sendable`: the queue is touched only under `condition`'s lock.
public final class BlockingThreads: @unchecked Sendable {
    private static let maximumPending = 10_000
    private let condition = NSCondition()
    private var pending: [() -> Void] = []
    private var stopped = false

    public init(count: Int = 4) {
        for number in 0..<count {
            let thread = Thread { [weak self, condition] in
                while true {
                    condition.lock()
                    while let self, self.pending.isEmpty, !self.stopped { condition.wait() }
                    guard let self, !self.pending.isEmpty else {
                        condition.unlock()
                        return
                    }
                    let work = self.pending.removeFirst()
                    condition.unlock()
                    work()
                }
            }
            thread.name = "blocking-\(number)"
            thread.stackSize = 1 << 20
            thread.start()
        }
    }

    /// Lets the threads end when nothing is pending any more.
    public func stop() {
        condition.lock()
        stopped = true
        condition.broadcast()
        condition.unlock()
    }

    /// Runs `body` on one of the threads.
    public func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            condition.lock()
            let refused = stopped || pending.count >= Self.maximumPending
            if !refused { pending.append { continuation.resume(with: Result(catching: body)) } }
            condition.signal()
            condition.unlock()
            if refused { continuation.resume(throwing: CancellationError()) }
        }
    }
}

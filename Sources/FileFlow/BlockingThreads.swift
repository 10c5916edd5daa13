import Foundation

/// A few real threads for calls that block, so that the cooperative pool never does.
///
/// `@unchecked Sendable`: the queue is touched only under `condition`'s lock.
public final class BlockingThreads: @unchecked Sendable {
    private static let maximumPending = 10_000

    /// So many calls wait that no more are taken. Nobody has cancelled anything: trying again later can help.
    public struct Overloaded: Error, Sendable, Equatable, CustomStringConvertible {
        public let waiting: Int

        public var description: String { "\(waiting) calls wait for the disk already; try again later" }
    }

    private let mostPending: Int
    private let condition = NSCondition()
    private var pending: [() -> Void] = []
    private var stopped = false

    public convenience init(count: Int = 4) { self.init(count: count, mostPending: Self.maximumPending) }

    init(count: Int, mostPending: Int) {
        self.mostPending = mostPending
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
    ///
    /// - Throws: what `body` throws, `Overloaded`, `CancellationError` after `stop`.
    public func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            condition.lock()
            let refusal: (any Error)? =
                stopped
                ? CancellationError() : pending.count >= mostPending ? Overloaded(waiting: pending.count) : nil
            if refusal == nil { pending.append { continuation.resume(with: Result(catching: body)) } }
            condition.signal()
            condition.unlock()
            if let refusal { continuation.resume(throwing: refusal) }
        }
    }
}

/// Lets one task through at a time, in the order in which they came.
actor AsyncMutex {
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        if !isTaken {
            isTaken = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() { if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() } }
}

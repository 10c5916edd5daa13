import DequeModule
import NIOPosix
import Synchronization

/// Threads for calls that block, so that the cooperative pool never does. Two pools: a file that takes minutes to hash holds
/// up no rename.
public final class BlockingThreads: Sendable {
    /// What a call does to a disk, and so how long it may take.
    public enum Work: Sendable {
        /// Stat, rename, small writes, small files: milliseconds.
        case metadata
        /// Hashing, copying, walking a tree: as long as there are bytes.
        case bulk
    }

    /// So many calls wait that no more are taken. Nobody has cancelled anything: trying again later can help.
    public struct Overloaded: Error, Sendable, Equatable, CustomStringConvertible {
        public let waiting: Int

        public var description: String { "\(waiting) calls wait for the disk already; try again later" }
    }

    /// A pool, and how many calls are in it: `NIOThreadPool` has no bound of its own.
    private final class Lane: Sendable {
        let pool: NIOThreadPool
        let calls = Atomic(0)

        init(threads: Int) {
            pool = NIOThreadPool(numberOfThreads: threads)
            pool.start()
        }

        deinit { pool.shutdownGracefully { _ in } }
    }

    private static let maximumPending = 10_000

    private let mostPending: Int
    private let metadata: Lane
    private let bulk: Lane
    private let isStopped = Atomic(false)

    /// - Parameter count: threads of each pool.
    public convenience init(count: Int = 2) { self.init(count: count, mostPending: Self.maximumPending) }

    init(count: Int, mostPending: Int) {
        self.mostPending = mostPending
        metadata = Lane(threads: count)
        bulk = Lane(threads: count)
    }

    /// Takes no more calls. What has been taken is done.
    public func stop() { isStopped.store(true, ordering: .relaxed) }

    /// Runs `body` on one of the threads.
    ///
    /// - Throws: what `body` throws, `Overloaded`, `CancellationError` after `stop`.
    public func run<T: Sendable>(_ work: Work = .metadata, _ body: @escaping @Sendable () throws -> T) async throws -> T
    {
        if isStopped.load(ordering: .relaxed) { throw CancellationError() }
        let lane = work == .bulk ? bulk : metadata
        let waiting = lane.calls.wrappingAdd(1, ordering: .relaxed).oldValue
        defer { lane.calls.wrappingSubtract(1, ordering: .relaxed) }
        if waiting >= mostPending { throw Overloaded(waiting: waiting) }
        return try await withCheckedThrowingContinuation { continuation in
            lane.pool.submit { state in
                // A pool is shut down only when nobody refers to it: this call does.
                continuation.resume(with: state == .active ? Result(catching: body) : .failure(CancellationError()))
            }
        }
    }
}

/// Lets one task through at a time, in the order in which they came.
actor AsyncMutex {
    private var isTaken = false
    private var waiting: Deque<CheckedContinuation<Void, Never>> = []

    func enter() async {
        if !isTaken {
            isTaken = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() { if let next = waiting.popFirst() { next.resume() } else { isTaken = false } }
}

import Failpoints
import Foundation
import GRDB
public import Measures
import Synchronization

/// One thread that drains everything pending into one transaction.
///
/// `@unchecked Sendable`: `pending` and `stopped` are touched only under `condition`'s lock.
final class GroupCommitter: @unchecked Sendable {
    /// Units in one transaction at the most; the queue itself is bounded by `maximumPending`.
    private static let unitsPerCommit = 256
    static let maximumPending = 65_536

    private struct Unit {
        /// Runs in a savepoint; gives what to call after the commit.
        let run: (Database) -> () -> Void
        let fail: (any Error) -> Void
    }

    private let pool: DatabasePool
    private let watch: RowWatch
    private let failpoints: Failpoints
    private let meter: CommitMeter
    private let mostPending: Int
    private let condition = NSCondition()
    private var pending: [Unit] = []
    private var stopped = false
    private var finished = false

    init(
        pool: DatabasePool, watch: RowWatch, failpoints: Failpoints, meter: CommitMeter,
        mostPending: Int = maximumPending
    ) {
        self.pool = pool
        self.watch = watch
        self.failpoints = failpoints
        self.meter = meter
        self.mostPending = mostPending
    }

    func start() {
        let thread = Thread { [self] in loop() }
        thread.name = "ledger"
        thread.stackSize = 1 << 20
        thread.start()
    }

    func stop() {
        condition.lock()
        stopped = true
        condition.broadcast()
        while !finished { condition.wait() }
        condition.unlock()
    }

    func submit<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let unit = Unit(
                run: { [watch] db in
                    var outcome: Result<T, any Error> = .failure(LedgerError.closed)
                    watch.beginUnit()
                    do {
                        try db.inSavepoint {
                            outcome = .success(try body(db))
                            return .commit
                        }
                        watch.keepUnit()
                    } catch { outcome = .failure(error) }
                    let final = outcome
                    return { continuation.resume(with: final) }
                }, fail: { continuation.resume(throwing: $0) })
            condition.lock()
            let refusal: LedgerError? =
                stopped ? .closed : pending.count >= mostPending ? .overloaded(waiting: pending.count) : nil
            if refusal == nil { pending.append(unit) }
            condition.signal()
            condition.unlock()
            if let refusal { unit.fail(refusal) }
        }
    }

    private func loop() {
        while true {
            condition.lock()
            while pending.isEmpty && !stopped { condition.wait() }
            let batch = Array(pending.prefix(Self.unitsPerCommit))
            pending.removeFirst(batch.count)
            if batch.isEmpty {
                finished = true
                condition.broadcast()
                condition.unlock()
                return
            }
            condition.unlock()
            commit(batch)
        }
    }

    private func commit(_ batch: [Unit]) {
        var completions: [() -> Void] = []
        let start = ContinuousClock.now
        do {
            var isChange = false
            try failpoints.hit(.ledgerBeforeGroup)
            try pool.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    watch.beginTransaction()
                    let last = try LedgerView(db: db).chainEnd().seq
                    for unit in batch {
                        completions.append(unit.run(db))
                        // SQLite has taken everything back (a full disk, an error of the disk): the units before this
                        // one are undone too, and those after it would each be a transaction of their own.
                        guard db.isInsideTransaction else {
                            throw LedgerError.commitFailed("\(pool.path): the disk is full or failing")
                        }
                    }
                    try failpoints.hit(.ledgerBeforeCommit)
                    isChange = try LedgerTransaction(db: db, now: watch.latestUs).writeDigest(
                        watch.changes, eventsBefore: last)
                    return .commit
                }
            }
            try failpoints.hit(.ledgerAfterCommit)
            if isChange { meter.committed(seconds: (ContinuousClock.now - start) / .seconds(1), units: batch.count) }
            for complete in completions { complete() }
        } catch {
            let failure = error as? LedgerError ?? LedgerError.commitFailed(String(describing: error))
            meter.failed(failure.description)
            for unit in batch { unit.fail(failure) }
        }
    }
}

/// How long commits take, and whether the last one worked; counted from when the ledger was opened.
public final class CommitMeter: Sendable {
    public struct Reading: Sendable {
        /// Seconds of each transaction that changed something.
        public var seconds = Histogram.ofCommits
        public var units: Int64 = 0
        public var failures: Int64 = 0
        /// What the last transaction failed with; `nil`: it did not.
        public var lastFailure: String?
    }

    private let state = Mutex(Reading())

    public var reading: Reading { state.withLock { $0 } }

    func committed(seconds: Double, units: Int) {
        state.withLock {
            $0.seconds.observe(seconds)
            $0.units += Int64(units)
            $0.lastFailure = nil
        }
    }

    func failed(_ what: String) {
        state.withLock {
            $0.failures += 1
            $0.lastFailure = what
        }
    }
}

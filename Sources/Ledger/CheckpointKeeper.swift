import Synchronization

/// Decides when a checkpoint is due: after so many events, or after so long if there were any.
public final class CheckpointKeeper: Sendable {
    private struct Last {
        var seq: Int64 = 0
        var timeUs: Int64 = 0
    }

    private let ledger: Ledger
    private let everyEvents: Int64
    private let everyUs: Int64
    private let keep: @Sendable (LedgerCheckpoint) async throws -> Void
    private let last = Mutex(Last())

    /// - Parameter keep: puts a checkpoint where it is kept, outside the ledger.
    public init(
        ledger: Ledger, everyEvents: Int64 = 10_000, everyMinutes: Int64 = 10,
        keep: @escaping @Sendable (LedgerCheckpoint) async throws -> Void
    ) {
        self.ledger = ledger
        self.everyEvents = everyEvents
        everyUs = everyMinutes * 60_000_000
        self.keep = keep
    }

    /// Makes a checkpoint if one is due; gives it. A clock that was set back makes one due as well.
    @discardableResult
    public func recordIfDue(nowUs: Int64) async throws -> LedgerCheckpoint? {
        let before = last.withLock { $0 }
        let end = try await ledger.read { try $0.chainEnd().seq }
        let isTime = nowUs - before.timeUs >= everyUs || nowUs < before.timeUs
        guard end != before.seq, isTime || end - before.seq >= everyEvents else { return nil }
        return try await record(nowUs: nowUs)
    }

    /// Makes a checkpoint now: at an orderly stop.
    @discardableResult
    public func record(nowUs: Int64) async throws -> LedgerCheckpoint {
        let checkpoint = try await ledger.read { try $0.checkpoint(nowUs: nowUs) }
        try await keep(checkpoint)
        last.withLock { $0 = Last(seq: checkpoint.seq, timeUs: checkpoint.timeUs) }
        return checkpoint
    }
}

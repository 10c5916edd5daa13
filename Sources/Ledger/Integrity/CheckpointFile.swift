import Foundation
import Model
import Synchronization

/// The checkpoints that are kept outside the ledger: a file of JSON lines that is only ever appended to.
///
/// It stays small: above `maximumBytes` every second line goes, but never the first, the newest, or one that says that
/// a backup was restored. Lines that cannot be read (cut off by a crash) are passed over.
public struct CheckpointFile: Sendable {
    public let path: String
    let maximumBytes: Int64

    /// - Parameter root: the data root.
    public init(root: String, maximumBytes: Int64 = 1 << 20) {
        path = root + "/ledger.checkpoints"
        self.maximumBytes = maximumBytes
    }

    /// Appends and syncs. Blocks.
    public func append(_ checkpoint: LedgerCheckpoint) throws {
        if try DurableFile.append(try Self.line(checkpoint), to: path) > maximumBytes { try thin() }
    }

    /// All checkpoints, the oldest first; none if there is no file. Blocks.
    public func read() throws -> [LedgerCheckpoint] {
        guard try DurableFile.exists(path) else { return [] }
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        return text.split(separator: "\n").compactMap {
            try? JSONDecoder().decode(LedgerCheckpoint.self, from: Data($0.utf8))
        }
    }

    private func thin() throws {
        let all = try read()
        let kept = all.enumerated().filter { index, checkpoint in
            index % 2 == 0 || index == all.count - 1 || checkpoint.kind == .restored
        }
        try DurableFile.create(try kept.map { try Self.line($0.element) }.joined(separator: "\n"), at: path)
    }

    private static func line(_ checkpoint: LedgerCheckpoint) throws -> String {
        return try JSONEncoder.stable().text(checkpoint)
    }
}

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

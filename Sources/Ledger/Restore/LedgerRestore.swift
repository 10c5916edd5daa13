import DurableIO
import Foundation
import GRDB
import Model

/// Puts a copy in the place of a ledger, while no daemon runs: the caller holds the data root's lock exclusively.
///
/// The copy gets its mark (`RestoreMark`) beside the ledger, is synced, and then takes its name; the old files are kept
/// under another one. Cut off anywhere, there is the old ledger, the new one, or none: a daemon does not begin a new
/// one where there was one before, and the restore can be done again.
public struct LedgerRestore: Sendable {
    let root: String
    public let copy: String

    private var path: String { root + "/ledger.sqlite" }
    private var draft: String { Self.draft(of: path) }

    /// Where a copy is made ready.
    static func draft(of path: String) -> String { path + ".restoring" }

    /// - Parameters:
    ///   - root: the data root.
    ///   - copy: the path of the backup; it is not changed.
    public init(root: String, copy: String) {
        self.root = root
        self.copy = copy
    }

    /// Looks at the copy and at what is known of the ledger outside of it; changes nothing. Blocks.
    ///
    /// - Throws: `LedgerError.missing`, `.newerThanProgram`, `.file` where it is no ledger.
    public func inspect() throws -> RestorePlan {
        guard FileManager.default.fileExists(atPath: copy) else {
            throw LedgerError.file("\(copy): there is no such file")
        }
        let known = try CheckpointFile(root: root).read()
        do {
            return try LedgerReader(path: copy).read { view in try RestorePlan(view: view, path: copy, known: known) }
        } catch let error as LedgerError { throw error } catch {
            throw LedgerError.file("\(copy): cannot be read as a ledger: \(error)")
        }
    }

    /// Restores what was inspected. Gives the mark, and where the old ledger is kept if there was one.
    public func perform(_ plan: RestorePlan, who: String, now: @escaping @Sendable () -> Int64) async throws -> (
        mark: RestoreMark, kept: String?
    ) {
        let mark = RestoreMark(
            timeUs: now(), who: who, copy: copy, seq: plan.seq, hash: plan.hash, lostSeq: plan.lost?.seq,
            lostHash: plan.lost?.hash)
        try prepareDraft(plan)
        let checkpoint = try await markDraft(mark, now: now)
        try DurableFile.takeOwner(of: DurableFile.exists(path) ? path : root, for: draft)
        try DurableFile.sync(draft)
        let kept = try setAside(stamp: mark.timeUs)
        try DurableFile.replace(path, with: draft)
        let file = CheckpointFile(root: root)
        try file.append(checkpoint)
        try DurableFile.takeOwner(of: path, for: file.path)
        return (mark, kept)
    }

    private func prepareDraft(_ plan: RestorePlan) throws {
        for suffix in ["", "-wal", "-shm", "-journal"] { try DurableFile.remove(draft + suffix) }
        let report = try LedgerReader(path: copy).copy(to: draft)
        guard report.head == plan.hash else { throw LedgerError.file("\(copy): changed while it was being verified") }
    }

    /// Brings the draft to this program's schema and sets the mark. Gives the checkpoint that vouches for it.
    private func markDraft(_ mark: RestoreMark, now: @escaping @Sendable () -> Int64) async throws -> LedgerCheckpoint {
        let ledger = try Ledger(path: draft, now: now)
        // What a migration has kept is the copy itself.
        for name in try FileManager.default.contentsOfDirectory(atPath: root)
        where name.hasPrefix("ledger.sqlite.restoring.version-") {
            try FileManager.default.removeItem(atPath: root + "/" + name)
        }
        try await ledger.write { tx in try tx.markRestored(mark) }
        let checkpoint = try await ledger.read { try $0.checkpoint(.restored, nowUs: mark.timeUs) }
        try ledger.close()
        // All of it is in the database now; what is left of the log is empty.
        guard try DurableFile.size(of: draft + "-wal") ?? 0 == 0 else {
            throw LedgerError.file("\(draft)-wal: could not be emptied")
        }
        for suffix in ["-wal", "-shm"] { try DurableFile.remove(draft + suffix) }
        return checkpoint
    }

    /// The old ledger first: without its name no daemon starts, and its `-wal` must never meet the copy.
    private func setAside(stamp timeUs: Int64) throws -> String? {
        let time = Date(timeIntervalSince1970: Double(timeUs) / 1e6).formatted(.iso8601.timeSeparator(.omitted))
        let old = try ["", "-wal", "-shm"].filter { try DurableFile.exists(path + $0) }
        if old.isEmpty { return nil }
        var kept = "\(path).before-restore-\(time)"
        var number = 2
        while try ["", "-wal", "-shm"].contains(where: { try DurableFile.exists(kept + $0) }) {
            kept = "\(path).before-restore-\(time)-\(number)"
            number += 1
        }
        for suffix in old { try DurableFile.replace(kept + suffix, with: path + suffix) }
        return kept
    }
}

/// What a restore would do, and what speaks against it.
public struct RestorePlan: Sendable {
    /// The id of the copy's ledger.
    public var ledger: String
    /// The copy's newest event, its hash, and when it was; microseconds since the epoch.
    public var seq: Int64
    public var hash: String
    public var newestUs: Int64?
    public var captures: Int64
    /// The newest checkpoint outside, if it knows of events that the copy does not have.
    public var lost: LedgerCheckpoint?
    /// Reasons not to use this copy.
    public var objections: [String]

    /// - Parameter known: the checkpoints outside.
    init(view: LedgerView, path: String, known: [LedgerCheckpoint]) throws {
        let version = try Int.fetchOne(view.db, sql: "PRAGMA user_version") ?? 0
        guard version <= LedgerSchema.version else {
            throw LedgerError.newerThanProgram(path: path, version: version, known: LedgerSchema.version)
        }
        let end = try view.chainEnd()
        (seq, hash) = (end.seq, end.hash.hexadecimal)
        ledger = try view.ledgerID()
        newestUs = try view.newestEventUs()
        let id = ledger
        let valid = LedgerCheckpoint.valid(known)
        lost = valid.last { $0.ledger == id && $0.seq > end.seq }
        // Those behind the copy's end say nothing about it.
        let report = try view.verify(checkpoints: known.filter { $0.seq <= end.seq && $0.ledger == id })
        captures = report.captures
        objections = report.problems
        if let other = valid.last, other.ledger != id {
            objections.append("the data root's ledger was \(other.ledger), and this is a copy of \(id)")
        }
    }
}

import Foundation
import GRDB

/// A table whose old rows may go once nothing that lives needs them. Captures stay: they are what keeps a file from
/// being fetched and decoded twice.
public enum LedgerDetail: String, CaseIterable, Sendable {
    case moves = "intents"
    case files = "data_files"
    case actions = "operator_actions"
    case listings = "source_entities"
    case leases

    /// The condition on a row `d`; `:before` is the end of what is old.
    var isOver: String {
        switch self {
        case .moves: "d.status = 'done' AND d.settled_us < :before"
        case .files:
            "d.live = 0 AND d.removed_us < :before AND NOT EXISTS (SELECT 1 FROM lease_files l WHERE l.file = d.id)"
        case .actions: "d.time_us < :before"
        case .listings:
            // A file that the source may still offer must be known again: only what it has shown differently since
            // goes, and what left before it was fetched.
            """
            d.last_seen_us < :before AND (
                EXISTS (SELECT 1 FROM source_entities n WHERE n.server = d.server AND n.path = d.path AND n.id > d.id)
                OR NOT EXISTS (SELECT 1 FROM captures c WHERE c.id = d.capture AND c.state <> 'gone'))
            """
        case .leases: "d.released_us < :before"
        }
    }
}

/// What a pruning took away.
public struct PrunedDetails: Sendable, Equatable {
    public var events = 0
    public var runs = 0
    /// Rows of the tables of `LedgerDetail`.
    public var rows = 0
}

extension Ledger {
    /// Removes the details that are older than an instant: events (their anchor stays), runs that have ended with their
    /// attempts, settled moves, operators' actions, listings, leases, files that are gone. Done in small transactions, so
    /// that others get their turn; may be cut off and done again.
    ///
    /// - Throws: `LedgerError.damaged` if the chain does not hold; `CancellationError`.
    public func prune(beforeUs: Int64, step: Int = 1000) async throws -> PrunedDetails {
        // What this writes down itself is not to be pruned at once.
        let beforeUs = min(beforeUs, now())
        var pruned = PrunedDetails()
        while case let count = try await write({ try $0.pruneEvents(beforeUs: beforeUs, limit: step) }), count > 0 {
            pruned.events += count
            try Task.checkCancellation()
        }
        for detail in LedgerDetail.allCases {
            pruned.rows += try await inSteps {
                try $0.prune(detail, after: $1, beforeUs: beforeUs, limit: step)
            }
        }
        // Last: what the files referred to.
        pruned.runs = try await inSteps { try $0.pruneRuns(after: $1, beforeUs: beforeUs, limit: step) }
        return pruned
    }

    private func inSteps(
        _ step: @escaping @Sendable (LedgerTransaction, Int64) throws -> (removed: Int, next: Int64?)
    ) async throws -> Int {
        var (removed, next): (Int, Int64?) = (0, 0)
        while let from = next {
            let result = try await write { try step($0, from) }
            removed += result.removed
            next = result.next
            try Task.checkCancellation()
        }
        return removed
    }
}

/// Pruning: the first events leave the chain, an anchor stands for them, and what only they explained leaves too.
/// Every call is one small step of it.
extension LedgerTransaction {
    /// Removes the oldest events that are older than `beforeUs`, at most `limit`; never the newest one. Gives how many.
    ///
    /// - Throws: `LedgerError.damaged` if the chain does not hold: what would show that is not removed.
    public func pruneEvents(beforeUs: Int64, limit: Int) throws -> Int {
        let anchor = try view.anchor()
        var last: (seq: Int64, hash: Data) = (anchor?.seq ?? 0, anchor?.hash ?? Data(repeating: 0, count: 32))
        var states = try anchor.map { try RowDigest($0.states) } ?? RowDigest()
        var count = 0
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT seq, body, hash FROM events WHERE seq < (SELECT max(seq) FROM events) ORDER BY seq LIMIT ?
                """, arguments: [limit])
        for row in rows {
            let (seq, body, hash): (Int64, String, Data) = (row["seq"], row["body"], row["hash"])
            let event = try EventChain.decode(body)
            if event.time_us >= beforeUs { break }
            guard seq == last.seq + 1, EventChain.hash(previous: last.hash, body: body) == hash else {
                throw LedgerError.damaged("event \(seq) does not follow event \(last.seq); nothing is pruned")
            }
            Self.apply(event, to: &states)
            last = (seq, hash)
            count += 1
        }
        if count == 0 { return 0 }
        try db.executeCached(sql: "DELETE FROM events WHERE seq <= ?", arguments: [last.seq])
        try db.executeCached(
            sql: """
                INSERT INTO anchors (id, seq, hash, events, states, created_us) VALUES (1, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, events = excluded.events,
                    states = excluded.states, created_us = excluded.created_us
                """, arguments: [last.seq, last.hash, (anchor?.events ?? 0) + Int64(count), states.data, now])
        try append(
            kind: "ledger", subject: "events to \(last.seq)", to: "pruned", why: "older than the retention of details")
        return count
    }

    /// Removes runs that have ended, with their attempts, of the next `limit` behind `id`, if no event tells of them any
    /// more, nothing that lives refers to them, and their job has a newer one. Gives how many, and where to go on.
    func pruneRuns(after id: Int64, beforeUs: Int64, limit: Int) throws -> (removed: Int, next: Int64?) {
        guard let anchor = try view.anchor(), let last = try window("runs", after: id, limit: limit) else {
            return (0, nil)
        }
        let runs = try Row.fetchAll(
            db,
            sql: """
                SELECT id, state FROM runs r WHERE id > :after AND id <= :last
                AND state IN ('completed', 'discarded', 'cancelled', 'superseded') AND NOT (\(LedgerSchema.openFailure))
                AND coalesce(finished_us, available_us) < :before
                AND NOT EXISTS (SELECT 1 FROM events WHERE run = r.id)
                AND NOT EXISTS (SELECT 1 FROM data_files WHERE run = r.id)
                AND NOT EXISTS (SELECT 1 FROM captures WHERE run = r.id AND state NOT IN ('expired', 'gone'))
                AND id < (SELECT max(id) FROM runs n WHERE n.job = r.job)
                """, arguments: ["after": id, "last": last, "before": beforeUs])
        if runs.isEmpty { return (0, last) }
        var states = try RowDigest(anchor.states)
        for run in runs {
            let id: Int64 = run["id"]
            try db.executeCached(sql: "UPDATE captures SET run = NULL WHERE run = ?", arguments: [id])
            try db.executeCached(sql: "DELETE FROM attempts WHERE run = ?", arguments: [id])
            try db.executeCached(sql: "DELETE FROM runs WHERE id = ?", arguments: [id])
            states -= RowDigest(kind: "runs", id: id, state: run["state"])
        }
        try db.executeCached(sql: "UPDATE anchors SET states = ?", arguments: [states.data])
        return (runs.count, last)
    }

    /// Removes what is over of the next `limit` rows of a table behind `id`. Gives how many, and where to go on.
    public func prune(_ detail: LedgerDetail, after id: Int64, beforeUs: Int64, limit: Int) throws -> (
        removed: Int, next: Int64?
    ) {
        guard let last = try window(detail.rawValue, after: id, limit: limit) else { return (0, nil) }
        let old = "FROM \(detail.rawValue) AS d WHERE id > :after AND id <= :last AND \(detail.isOver)"
        let arguments: StatementArguments = ["after": id, "last": last, "before": beforeUs]
        if detail == .files {
            for lineage in ["capture_rows", "masks"] {
                try db.executeCached(
                    sql: "DELETE FROM \(lineage) WHERE file IN (SELECT id \(old))", arguments: arguments)
            }
        }
        try db.executeCached(sql: "DELETE \(old)", arguments: arguments)
        return (db.changesCount, last)
    }

    /// The last of the next `limit` ids; `nil`: there are none.
    private func window(_ table: String, after id: Int64, limit: Int) throws -> Int64? {
        try Int64.fetchOne(
            db, sql: "SELECT max(id) FROM (SELECT id FROM \(table) WHERE id > ? ORDER BY id LIMIT ?)",
            arguments: [id, limit])
    }

    private static func apply(_ event: EventRecord, to states: inout RowDigest) {
        guard let to = event.to else { return }
        let (table, id): (String, Int64?) =
            switch event.kind {
            case "capture": ("captures", event.capture)
            case "run": ("runs", event.run)
            default: ("", nil)
            }
        guard let id else { return }
        if let from = event.from { states -= RowDigest(kind: table, id: id, state: from) }
        states += RowDigest(kind: table, id: id, state: to)
    }
}

extension LedgerView {
    /// How many events are older than an instant. Events are in the order of their times, so that few are read.
    public func eventCount(beforeUs: Int64) throws -> Int64 {
        let bounds = try Row.fetchOne(db, sql: "SELECT min(seq) AS first, max(seq) AS last FROM events")
        guard let first = bounds?["first"] as Int64?, let last = bounds?["last"] as Int64? else { return 0 }
        // The newest one always stays.
        var (low, high) = (first, last)
        while low < high {
            let middle = low + (high - low) / 2
            let body = try String.fetchOne(db, sql: "SELECT body FROM events WHERE seq = ?", arguments: [middle])
            if try EventChain.decode(body ?? "").time_us < beforeUs { low = middle + 1 } else { high = middle }
        }
        return low - first
    }
}

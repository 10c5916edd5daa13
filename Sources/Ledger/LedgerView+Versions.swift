import Foundation
import GRDB

/// Versions of a file: which captures begin with each other, and which of them has the rows.
extension LedgerView {
    /// Adopted captures of the same server that this one may begin with, or that may begin with it: those with the same
    /// head, and those of the same origin (path at the source; of pushed files the name). The newest thousand of each.
    public func relatives(of capture: CaptureRecord, headSha256: String?) throws -> [CaptureRelative] {
        let ids = try relativeIDs(of: capture, headSha256: headSha256)
        return try Row.fetchAll(
            db,
            sql: """
                SELECT id, sha256, size_bytes, head_sha256, duplicate_of FROM captures
                WHERE id IN (SELECT value FROM json_each(?)) AND size_bytes > 0 ORDER BY id DESC
                """, arguments: [Self.list(ids)]
        ).map(CaptureRelative.init(row:))
    }

    func relativeIDs(of capture: CaptureRecord, headSha256: String?) throws -> Set<Int64> {
        let kin = try Int64.fetchAll(
            db,
            sql: """
                SELECT id FROM captures WHERE server = ? AND coalesce(source_path, name) = ? AND sha256 IS NOT NULL
                ORDER BY id DESC LIMIT 1000
                """, arguments: [capture.server, capture.sourcePath ?? capture.name])
        let alike = try Int64.fetchAll(
            db,
            sql: """
                SELECT id FROM captures WHERE server = ? AND head_sha256 = ? AND head_sha256 IS NOT NULL
                ORDER BY id DESC LIMIT 1000
                """, arguments: [capture.server, headSha256])
        return Set(kin + alike).subtracting([capture.id])
    }

    /// Captures with whose bytes a capture begins.
    public func contents(of id: Int64) throws -> [Int64] {
        try Int64.fetchAll(
            db,
            sql: """
                WITH RECURSIVE inside (id) AS (
                    SELECT contained FROM capture_contains WHERE capture = ?
                    UNION SELECT k.contained FROM inside JOIN capture_contains k ON k.capture = inside.id)
                SELECT id FROM inside ORDER BY id
                """, arguments: [id])
    }

    /// Captures that begin with the bytes of a capture.
    public func containers(of id: Int64) throws -> [Int64] {
        try Int64.fetchAll(
            db,
            sql: """
                WITH RECURSIVE around (id) AS (
                    SELECT capture FROM capture_contains WHERE contained = ?
                    UNION SELECT k.capture FROM around JOIN capture_contains k ON k.contained = around.id)
                SELECT id FROM around ORDER BY id
                """, arguments: [id])
    }

    /// A capture, those with whose bytes it begins, and captures without packets that only passed on what one of these had
    /// left open: what they took in and left open is its own affair.
    func family(of id: Int64) throws -> Set<Int64> {
        var family = Set(try contents(of: id) + [id])
        while true {
            let more = try Int64.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT s.consumed_by FROM states s JOIN captures c ON c.id = s.consumed_by
                    WHERE s.capture IN (SELECT value FROM json_each(?)) AND c.packets = 0
                    """, arguments: [Self.list(family)])
            let count = family.count
            family.formUnion(more)
            if family.count == count { return family }
        }
    }

    /// Whether the rows of a capture are the ones for its content: they are live, or were until they became too old.
    func isStanding(_ id: Int64) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM captures c WHERE c.id = ? AND c.duplicate_of IS NULL AND c.packets > 0
                AND (c.state IN ('loaded', 'archived', 'expired')
                    OR EXISTS (SELECT 1 FROM capture_rows r JOIN data_files f ON f.id = r.file
                        WHERE r.capture = c.id AND f.live = 1
                        AND NOT EXISTS (SELECT 1 FROM masks m WHERE m.file = r.file AND m.capture = r.capture))))
                """, arguments: [id]) ?? false
    }

    /// Other captures with the same content, if it has packets.
    func twins(of id: Int64, server: String, content: String) throws -> [Int64] {
        try Int64.fetchAll(
            db,
            sql: """
                SELECT id FROM captures WHERE server = ? AND content_sha256 = ? AND content_sha256 IS NOT NULL
                AND packets > 0 AND id <> ? ORDER BY id
                """, arguments: [server, content, id])
    }

    /// The capture whose rows have all of the content of another one: a twin of it, or one that begins with it. A capture
    /// that is about to be decoded again counts as long as its old rows are live.
    func original(of capture: CaptureRecord, content: String) throws -> (id: Int64, isTwin: Bool)? {
        let twins = try twins(of: capture.id, server: capture.server, content: content)
        for id in twins {
            if let original = try standing(behind: id, except: capture.id) { return (original, original == id) }
        }
        for id in try Set((twins + [capture.id]).flatMap { try containers(of: $0) }).sorted() {
            if let original = try standing(behind: id, except: capture.id) { return (original, false) }
        }
        return nil
    }

    /// The capture that has the rows for the content of this one: itself, or what it is a duplicate of.
    private func standing(behind id: Int64, except: Int64) throws -> Int64? {
        var (place, seen): (Int64, Set<Int64>) = (id, [except])
        while seen.insert(place).inserted {
            let next = try Int64.fetchOne(
                db, sql: "SELECT duplicate_of FROM captures WHERE id = ?", arguments: [place])
            guard let next else { return try isStanding(place) ? place : nil }
            place = next
        }
        return nil
    }

    /// Captures whose content is all in a capture with this content, whatever has become of them.
    func covered(by capture: CaptureRecord, content: String) throws -> Set<Int64> {
        let family = try family(of: capture.id)
        let twins = try Int64.fetchAll(
            db,
            sql: """
                SELECT t.id FROM captures c JOIN captures t ON t.server = c.server
                    AND t.content_sha256 = c.content_sha256 AND t.content_sha256 IS NOT NULL
                WHERE c.id IN (SELECT value FROM json_each(?)) AND t.packets > 0 AND c.id <> ?
                """, arguments: [Self.list(family), capture.id])
        return family.union(twins).union(try self.twins(of: capture.id, server: capture.server, content: content))
            .subtracting([capture.id])
    }

    /// Pairs of captures with live rows of which one has all of the other's content: those rows are there twice.
    ///
    /// - Parameter contained: only those in which it is the one that has less.
    public func overlaps(of contained: Int64? = nil, limit: Int = 100) throws -> [(capture: Int64, contained: Int64)] {
        guard try db.tableExists("capture_contains") else { return [] }
        return try Row.fetchAll(
            db,
            sql: """
                WITH RECURSIVE live (id) AS (
                    SELECT DISTINCT r.capture FROM capture_rows r JOIN data_files f ON f.id = r.file AND f.live = 1
                    WHERE r.rows > 0
                    AND NOT EXISTS (SELECT 1 FROM masks m WHERE m.file = r.file AND m.capture = r.capture)),
                inside (capture, id) AS (
                    SELECT k.capture, k.contained FROM live JOIN capture_contains k ON k.capture = live.id
                    UNION SELECT i.capture, k.contained FROM inside i JOIN capture_contains k ON k.capture = i.id)
                SELECT capture, id AS contained FROM inside WHERE id IN (SELECT id FROM live) AND id = coalesce(?1, id)
                UNION SELECT a.id, b.id FROM live JOIN captures a ON a.id = live.id
                    JOIN captures b ON b.server = a.server AND b.content_sha256 = a.content_sha256 AND b.id > a.id
                    AND b.content_sha256 IS NOT NULL
                    WHERE a.packets > 0 AND b.id IN (SELECT id FROM live) AND b.id = coalesce(?1, b.id)
                ORDER BY 1, 2 LIMIT ?2
                """, arguments: [contained, limit]
        ).map { ($0["capture"], $0["contained"]) }
    }

    /// Adopted captures that have not been compared with their relatives: an older program adopted them, or a repair.
    public func uncompared(limit: Int) throws -> [CaptureRecord] {
        try CaptureRecord.fetchAll(
            db, sql: "SELECT * FROM captures WHERE compared = 0 AND sha256 IS NOT NULL ORDER BY id LIMIT ?",
            arguments: [limit])
    }

    /// Numbers as a statement takes them: `IN (SELECT value FROM json_each(?))`.
    static func list(_ ids: some Sequence<Int64>) -> String {
        "[" + Set(ids).sorted().map(String.init).joined(separator: ",") + "]"
    }
}

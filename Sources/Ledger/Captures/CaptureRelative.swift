import GRDB

/// An adopted capture that may begin with the bytes of another one, or the other way round.
public struct CaptureRelative: Sendable, Equatable {
    public var id: Int64
    public var sha256: String
    public var sizeBytes: Int64
    /// `nil`: it is shorter than a head, or an older program has adopted it.
    public var headSha256: String?
    /// The capture that has its content, if it has no rows of its own.
    public var duplicateOf: Int64?

    init(row: Row) {
        id = row["id"]
        sha256 = row["sha256"]
        sizeBytes = row["size_bytes"]
        headSha256 = row["head_sha256"]
        duplicateOf = row["duplicate_of"]
    }
}

/// What a comparison of a capture's bytes with those of its relatives has found.
public struct PrefixFindings: Sendable, Equatable {
    /// So many bytes are the head of a capture. Captures that begin with each other have the same head.
    public static let headBytes: Int64 = 4096

    /// SHA-256 of the head; `nil` if the capture is shorter than that.
    public var headSha256: String?
    /// All that it was compared with.
    public var compared: Set<Int64>
    /// Captures with whose bytes it begins.
    public var contained: Set<Int64>
    /// Captures that begin with its bytes.
    public var containers: Set<Int64>

    public init(
        headSha256: String? = nil, compared: Set<Int64> = [], contained: Set<Int64> = [], containers: Set<Int64> = []
    ) {
        self.headSha256 = headSha256
        self.compared = compared
        self.contained = contained
        self.containers = containers
    }
}

/// Which captures begin with each other.
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

    /// Adopted captures that have not been compared with their relatives: an older program adopted them, or a repair.
    public func uncompared(limit: Int) throws -> [CaptureRecord] {
        try CaptureRecord.fetchAll(
            db, sql: "SELECT * FROM captures WHERE compared = 0 AND sha256 IS NOT NULL ORDER BY id LIMIT ?",
            arguments: [limit])
    }
}

extension LedgerTransaction {
    /// Records what a comparison of a capture with its relatives has found.
    ///
    /// - Throws: `LedgerError.conflict` if there is a relative that it was not compared with: it was adopted meanwhile.
    func record(_ findings: PrefixFindings, of capture: CaptureRecord) throws {
        let relatives = try view.relativeIDs(of: capture, headSha256: findings.headSha256)
        let empty = try Int64.fetchAll(
            db,
            sql: "SELECT id FROM captures WHERE id IN (SELECT value FROM json_each(?)) AND size_bytes = 0",
            arguments: [LedgerView.list(relatives.subtracting(findings.compared))])
        guard relatives.subtracting(empty).isSubset(of: findings.compared) else {
            throw LedgerError.conflict("capture \(capture.id) has a relative that it was not compared with")
        }
        try db.executeCached(
            sql: "UPDATE captures SET head_sha256 = ?, compared = 1 WHERE id = ?",
            arguments: [findings.headSha256, capture.id])
        // The largest first, and nothing that follows from what is recorded.
        var implied: Set<Int64> = []
        for inner in try bySize(findings.contained).reversed() where !implied.contains(inner) {
            try contain(inner, in: capture.id)
            implied.formUnion(try view.contents(of: inner))
        }
        var nearest: Set<Int64> = []
        for outer in try bySize(findings.containers) {
            if try nearest.isDisjoint(with: view.contents(of: outer)) { try contain(capture.id, in: outer) }
            nearest.insert(outer)
        }
    }

    private func bySize(_ ids: Set<Int64>) throws -> [Int64] {
        try Int64.fetchAll(
            db,
            sql: "SELECT id FROM captures WHERE id IN (SELECT value FROM json_each(?)) ORDER BY size_bytes, id",
            arguments: [LedgerView.list(ids)])
    }

    private func contain(_ inner: Int64, in outer: Int64) throws {
        try db.executeCached(
            sql: "INSERT OR IGNORE INTO capture_contains (capture, contained) VALUES (?, ?)", arguments: [outer, inner])
    }
}

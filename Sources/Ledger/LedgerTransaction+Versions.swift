import GRDB

/// Versions of a file: the rows of a content are live once, under the capture that has the most of it.
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

    /// Records a comparison that was made after the adoption. If rows of the same content are live twice, one of them
    /// goes: those that have less.
    public func compared(capture id: Int64, _ findings: PrefixFindings, run: Int64?) throws {
        let capture = try view.requireCapture(id)
        try record(findings, of: capture)
        try hideOverlap(of: id, run: run)
    }

    /// Takes away what is live of the content of a capture beside the rows of another one.
    private func hideOverlap(of id: Int64, run: Int64?) throws {
        let capture = try view.requireCapture(id)
        guard let content = capture.contentSha256, try view.isStanding(id) else { return }
        let covered = try view.covered(by: capture, content: content)
        if let original = try view.original(of: capture, content: content) {
            for inner in covered.union([id]) where inner != original.id {
                try supersede(inner, by: original.id, run: run)
            }
        } else {
            for inner in covered { try supersede(inner, by: id, run: run) }
        }
    }

    /// Takes the rows of a capture away if all of its content is live under another one, too. The step before may have
    /// done it.
    public func hideDoubledRows(of id: Int64) throws {
        for pair in try view.overlaps(of: id) where pair.contained == id {
            try supersede(id, by: pair.capture, run: nil)
        }
    }

    /// All of the content of a capture is live under another one: it has no rows of its own, and leaves nothing open.
    func supersede(_ id: Int64, by original: Int64, run: Int64?) throws {
        let hadRows = try !view.liveFiles(ofCapture: id).isEmpty
        try retireRows(of: id, run: run)
        try db.executeCached(
            sql: "UPDATE captures SET duplicate_of = ?1 WHERE duplicate_of = ?2 AND id <> ?1",
            arguments: [original, id])
        try db.executeCached(
            sql: "UPDATE captures SET duplicate_of = ? WHERE id = ? AND packets > 0", arguments: [original, id])
        try db.executeCached(
            sql: "UPDATE states SET status = 'consumed', consumed_by = ? WHERE capture = ? AND +status = 'open'",
            arguments: [original, id])
        guard hadRows else { return }
        try append(
            kind: "version", capture: id, run: run, subject: "capture \(original)", to: "contained",
            why: "capture \(original) has all of its content; its rows are replaced")
    }

    /// A capture that is given up and has no rows, whatever it had once: what has the same content is no duplicate of it.
    func forgetPackets(of id: Int64) throws {
        guard try view.liveFiles(ofCapture: id).isEmpty else { return }
        try db.executeCached(
            sql: "UPDATE captures SET packets = NULL, packet_fates = NULL WHERE id = ? AND duplicate_of IS NULL",
            arguments: [id])
    }

    /// A capture that could not be decoded again has no rows any more: those that were its duplicates are decoded in its
    /// place, if their bytes are there.
    func reviveDuplicates(of id: Int64) throws {
        guard try view.liveFiles(ofCapture: id).isEmpty else { return }
        let waiting = try Int64.fetchAll(
            db,
            sql: """
                SELECT id FROM captures WHERE duplicate_of = ? AND duplicate_of IS NOT NULL
                AND state IN ('loaded', 'archived') ORDER BY id
                """, arguments: [id])
        for duplicate in waiting where try view.openIntents(capture: duplicate).isEmpty {
            try reprocess(
                capture: duplicate, who: "entrada", why: "capture \(id), which had its content, has no rows any more")
        }
    }
}

import GRDB

/// Versions of a file: the rows of a content are live once, under the capture that has the most of it.
extension LedgerTransaction {
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

    /// Writes an event if another server has sent the same content.
    func noteSameContent(of capture: CaptureRecord, content: String, run: Int64) throws {
        let others = try view.sameContent(content, except: capture.server)
        guard let first = others.first else { return }
        try append(
            kind: "warning", capture: capture.id, run: run, subject: "capture \(capture.id)", to: "same content",
            why: "capture \(first.id) of \(first.server) has the same content; do both servers read the same source?")
    }
}

/// Which of the captures with the same content has the rows.
extension LedgerView {
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

    /// A capture that has the rows for all of a capture's content.
    public func twin(of capture: CaptureRecord, content: String) throws -> Int64? {
        try original(of: capture, content: content)?.id
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

    /// Captures of other servers with the content of this one, if it has packets; the oldest of each server.
    public func sameContent(as capture: CaptureRecord) throws -> [(server: String, id: Int64)] {
        guard let content = capture.contentSha256, capture.packets ?? 0 > 0 else { return [] }
        return try sameContent(content, except: capture.server)
    }

    /// Captures with this content that other servers have sent, the oldest of each server.
    func sameContent(_ content: String, except server: String) throws -> [(server: String, id: Int64)] {
        // One look into the index for each server: there are few servers and many captures.
        let servers = try String.fetchAll(
            db, sql: "SELECT DISTINCT server FROM capture_counts WHERE server <> ? ORDER BY server", arguments: [server]
        )
        return try servers.compactMap { other in
            try Int64.fetchOne(
                db, sql: "SELECT min(id) FROM captures WHERE server = ? AND content_sha256 = ?",
                arguments: [other, content]
            ).map { (other, $0) }
        }
    }
}

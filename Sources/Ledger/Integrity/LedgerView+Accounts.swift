import GRDB

/// Accounting that closes: packets in a capture are packets with a fate, rows by capture are rows of the tables.
extension LedgerView {
    func compareAccounts(into report: inout LedgerVerification) throws {
        try comparePackets(into: &report)
        try compareRowsByCapture(into: &report)
        try compareGenerations(into: &report)
        try compareVersions(into: &report)
    }

    private func comparePackets(into report: inout LedgerVerification) throws {
        // A backup may be older than what it is compared with.
        guard try db.columns(in: "captures").contains(where: { $0.name == "packet_fates" }) else { return }
        let fates = "CASE WHEN json_valid(packet_fates) THEN packet_fates ELSE '{}' END"
        let open = try Row.fetchAll(
            db,
            sql: """
                SELECT id, packets, told FROM (
                    SELECT id, packets, (SELECT coalesce(sum(value), 0) FROM json_each(\(fates))) AS told FROM captures
                    WHERE packet_fates IS NOT NULL)
                WHERE packets IS NOT told LIMIT 10
                """)
        for row in open {
            report.add(
                "capture \(row["id"] as Int64): \(row["packets"] as Int64? ?? 0) packets were read, "
                    + "but \(row["told"] as Int64? ?? 0) are accounted for")
        }
    }

    private func compareRowsByCapture(into report: inout LedgerVerification) throws {
        let differing = try Row.fetchAll(
            db,
            sql: """
                SELECT f.path, f.rows, coalesce(sum(r.rows), 0) AS told FROM data_files f
                LEFT JOIN capture_rows r ON r.file = f.id WHERE f.live = 1
                GROUP BY f.id HAVING f.rows <> coalesce(sum(r.rows), 0) LIMIT 10
                """)
        for row in differing {
            report.add(
                "\(row["path"] as String): has \(row["rows"] as Int64) rows, but \(row["told"] as Int64) by capture")
        }
        // What is a duplicate, or was never decoded, has no rows of its own.
        let unfounded = try Row.fetchAll(
            db,
            sql: """
                SELECT DISTINCT r.capture, c.state FROM data_files f JOIN capture_rows r ON r.file = f.id
                LEFT JOIN captures c ON c.id = r.capture WHERE f.live = 1
                AND (c.id IS NULL OR c.duplicate_of IS NOT NULL OR c.state IN ('announced', 'fetched', 'gone'))
                AND NOT EXISTS (SELECT 1 FROM masks m WHERE m.file = f.id AND m.capture = r.capture) LIMIT 10
                """)
        for row in unfounded {
            report.add(
                "capture \(row["capture"] as Int64): has live rows, and is \(row["state"] as String? ?? "unknown")")
        }
    }

    private func compareVersions(into report: inout LedgerVerification) throws {
        for (capture, contained) in try overlaps(limit: 10) {
            report.add("capture \(contained): has live rows, and all of its content is live in capture \(capture) too")
        }
    }

    private func compareGenerations(into report: inout LedgerVerification) throws {
        let wrong = try Row.fetchAll(
            db,
            sql: """
                SELECT f.path, f.generation, p.generation AS live FROM data_files f
                LEFT JOIN partitions p ON p.table_name = f.table_name AND p.day = f.day
                WHERE f.live = 1 AND (p.day IS NULL OR (f.area = 'warehouse' AND f.generation <> p.generation)) LIMIT 10
                """)
        for row in wrong {
            let live = (row["live"] as Int64?).map { "generation \($0)" } ?? "unknown"
            report.add(
                "\(row["path"] as String): is live as generation \(row["generation"] as Int64), but its day is \(live)")
        }
    }
}

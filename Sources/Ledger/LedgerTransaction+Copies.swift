import GRDB

extension LedgerTransaction {
    /// For measurements: another day like the first one of a pruned ledger, so many days later. What it writes is
    /// written as everything is, with sums.
    package func copyDay(by days: Int) throws {
        guard let anchor = try view.anchor() else { throw LedgerError.conflict("nothing has been pruned") }
        let first =
            "(SELECT max(id) FROM captures WHERE last_packet_us < 86400000000 + (SELECT min(first_packet_us) FROM captures))"
        let count = try Int64.fetchOne(db, sql: "SELECT \(first)") ?? 0
        let (shift, us) = (count * Int64(days), Int64(days) * 86_400_000_000)
        let arguments: StatementArguments = ["shift": shift, "us": us, "count": count, "days": days]
        func name(_ column: String) -> String { "replace(\(column), '20240310', printf('%08d', 20240310 + :days))" }
        let day = "date('2024-03-10', '+' || :days || ' days')"
        func path(_ column: String) -> String { "replace(\(column), '2024-03-10', \(day)) || :shift" }
        try copy(
            "captures", arguments,
            [
                "id": "id + :shift", "name": name("name"), "source_path": name("source_path"),
                "modified_us": "modified_us + :us", "directory": "replace(directory, '2024-03-10', \(day))",
                "file_name": "(id + :shift) || substr(\(name("file_name")), instr(file_name, '-'))",
                "sha256": "substr(sha256, 1, 48) || printf('%016x', id + :shift)",
                "content_sha256": "substr(content_sha256, 1, 48) || printf('%016x', id + :shift)",
                "first_packet_us": "first_packet_us + :us", "last_packet_us": "last_packet_us + :us",
            ], where: "id <= :count")
        try copy(
            "source_entities", arguments,
            [
                "id": "id + :shift", "path": name("path"), "modified_us": "modified_us + :us",
                "capture": "capture + :shift",
            ], where: "capture <= :count")
        try copy(
            "states", arguments,
            [
                "id": "id + :shift", "capture": "capture + :shift", "consumed_by": "consumed_by + :shift",
                "path": path("path"), "sha256": "substr(sha256, 1, 48) || printf('%016x', id + :shift)",
            ], where: "capture <= :count")
        let files = "day = '2024-03-10' AND live = 1"
        try copy(
            "data_files", arguments, ["id": "id + :shift", "day": day, "path": path("path"), "run": "NULL"],
            where: files)
        try copy("partitions", arguments, ["day": day], where: "day = '2024-03-10'")
        try copy(
            "capture_rows", arguments, ["file": "file + :shift", "capture": "capture + :shift"],
            where: "file IN (SELECT id FROM data_files WHERE \(files))")
        // The anchor answers for what no event tells of.
        var states = try RowSum(anchor.states)
        let copied = try Row.fetchCursor(
            db, sql: "SELECT id, state FROM captures WHERE id > ? AND id <= ?", arguments: [shift, shift + count])
        while let row = try copied.next() { states += RowSum(kind: "captures", id: row["id"], state: row["state"]) }
        try db.execute(sql: "UPDATE anchors SET states = ?", arguments: [states.data])
    }

    /// Inserts rows again, with some columns as other expressions.
    private func copy(
        _ table: String, _ arguments: StatementArguments, _ changed: [String: String], where condition: String
    ) throws {
        let columns = try db.columns(in: table).map(\.name)
        let values = columns.map { changed[$0] ?? $0 }
        let statement = try db.makeStatement(
            sql: "INSERT INTO \(table) (\(columns.joined(separator: ", "))) SELECT "
                + "\(values.joined(separator: ", ")) FROM \(table) WHERE \(condition)")
        try statement.execute(arguments: arguments)
    }
}

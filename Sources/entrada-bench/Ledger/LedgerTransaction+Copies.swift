import GRDB
import Ledger

extension LedgerTransaction {
    /// Another day like the first one of a pruned ledger, so many days later. What it writes has its sums, as everything
    /// else.
    ///
    /// - Parameter count: the captures of the first day, 2024-03-10; their numbers begin with 1.
    func copyDay(by days: Int, captures count: Int64) throws {
        let (shift, us) = (count * Int64(days), Int64(days) * 86_400_000_000)
        let day = "date('2024-03-10', '+\(days) days')"
        func later(_ column: String) -> String { "\(column) + \(us)" }
        func shifted(_ column: String) -> String { "\(column) + \(shift)" }
        func name(_ column: String) -> String { "replace(\(column), '20240310', '\(20_240_310 + days)')" }
        func path(_ column: String) -> String { "replace(\(column), '2024-03-10', \(day)) || '-\(shift)'" }
        func digest(_ column: String) -> String { "substr(\(column), 1, 48) || printf('%016x', \(shifted("id")))" }
        try copy(
            "captures",
            [
                "id": shifted("id"), "name": name("name"), "source_path": name("source_path"),
                "modified_us": later("modified_us"), "directory": "replace(directory, '2024-03-10', \(day))",
                "file_name": "(\(shifted("id"))) || substr(\(name("file_name")), instr(file_name, '-'))",
                "sha256": digest("sha256"), "content_sha256": digest("content_sha256"),
                "first_packet_us": later("first_packet_us"), "last_packet_us": later("last_packet_us"),
            ], where: "id <= \(count)")
        try copy(
            "source_entities",
            [
                "id": shifted("id"), "path": name("path"), "modified_us": later("modified_us"),
                "capture": shifted("capture"),
            ], where: "capture <= \(count)")
        try copy(
            "states",
            [
                "id": shifted("id"), "capture": shifted("capture"), "consumed_by": shifted("consumed_by"),
                "path": path("path"), "sha256": digest("sha256"),
            ], where: "capture <= \(count)")
        let files = "day = '2024-03-10' AND live = 1"
        try copy(
            "data_files", ["id": shifted("id"), "day": day, "path": path("path"), "run": "NULL"], where: files)
        try copy("partitions", ["day": day], where: "day = '2024-03-10'")
        try copy(
            "capture_rows", ["file": shifted("file"), "capture": shifted("capture")],
            where: "file IN (SELECT id FROM data_files WHERE \(files))")
        // Each capture has an event, as if it had come to its state; pruning them gives the anchor its part.
        let copied = try Row.fetchAll(
            db, sql: "SELECT id, state FROM captures WHERE id > ? AND id <= ?", arguments: [shift, shift + count])
        for row in copied { try append(kind: "capture", capture: row["id"], to: row["state"]) }
    }

    /// Inserts rows again, with other expressions in place of some columns.
    private func copy(_ table: String, _ changed: [String: String], where condition: String) throws {
        let columns = try db.columns(in: table).map(\.name)
        let values = columns.map { changed[$0] ?? $0 }
        try db.execute(
            sql: "INSERT INTO \(table) (\(columns.joined(separator: ", "))) SELECT "
                + "\(values.joined(separator: ", ")) FROM \(table) WHERE \(condition)")
    }
}

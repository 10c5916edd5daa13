import Tables

/// A relation over files: their rows without those of masked captures.
enum LiveRows {
    struct File {
        var path: String
        var maskedCaptures: [Int64]
    }

    /// A `SELECT` in SQL with exactly the schema's columns. Columns that older files do not have are NULL; without
    /// files it is empty.
    static func select(_ schema: TableSchema, _ files: [File]) -> String {
        let columns = schema.columns.map { SQLText.name($0.name) }.joined(separator: ", ")
        // Without rows, but with all columns and types; DuckDB drops it from the plan.
        var parts = [
            "SELECT "
                + schema.columns.map { "NULL::\($0.type.sql) AS \(SQLText.name($0.name))" }.joined(separator: ", ")
                + " WHERE false"
        ]
        let byMask = Dictionary(grouping: files) { Set($0.maskedCaptures).sorted() }
        for (masked, files) in byMask.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let rows = "SELECT * FROM read_parquet(\(SQLText.list(files.map(\.path))), \(Self.options))"
            let ids = masked.map(String.init).joined(separator: ", ")
            parts.append(masked.isEmpty ? rows : "\(rows) WHERE capture_id IS NULL OR capture_id NOT IN (\(ids))")
        }
        return "SELECT \(columns) FROM (\n\(parts.joined(separator: "\nUNION ALL BY NAME\n"))\n)"
    }

    private static let options = "union_by_name = true, hive_partitioning = false"
}

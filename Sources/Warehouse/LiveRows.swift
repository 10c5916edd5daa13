import Tables

/// A relation over files: their rows without those of masked captures.
enum LiveRows {
    struct File {
        var path: String
        var maskedCaptures: [Int64]
    }

    /// A `SELECT` in SQL. Columns that an older file does not have are NULL; without files it is empty.
    static func select(_ schema: TableSchema, _ files: [File]) -> String {
        let columns = schema.columns.map { SQLText.name($0.name) }.joined(separator: ", ")
        guard !files.isEmpty else {
            let none = schema.columns.map { "NULL::\($0.type.sql) AS \(SQLText.name($0.name))" }
            return "SELECT \(none.joined(separator: ", ")) WHERE false"
        }
        var parts: [String] = []
        let plain = files.filter(\.maskedCaptures.isEmpty).map(\.path)
        if !plain.isEmpty {
            parts.append("SELECT \(columns) FROM read_parquet(\(SQLText.list(plain)), \(Self.options))")
        }
        for file in files where !file.maskedCaptures.isEmpty {
            let masked = file.maskedCaptures.map(String.init).joined(separator: ", ")
            parts.append(
                "SELECT \(columns) FROM read_parquet(\(SQLText.list([file.path])), \(Self.options)) "
                    + "WHERE capture_id NOT IN (\(masked))")
        }
        return parts.joined(separator: "\nUNION ALL\n")
    }

    private static let options = "union_by_name = true, hive_partitioning = false"
}

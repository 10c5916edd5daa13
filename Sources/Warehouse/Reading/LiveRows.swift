import Tables

/// A relation over files: their rows without those of masked captures.
///
/// DuckDB's `union_by_name` opens every file before it reads the first one, and keeps what it knows of all of them:
/// 160 kB for each file. So files with the same columns are read together, one after another, as a list whose first file
/// speaks for all; older files with other columns are lists of their own.
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
        let none =
            "SELECT "
            + schema.columns.map { "NULL::\($0.type.sql) AS \(SQLText.name($0.name))" }.joined(separator: ", ")
            + " WHERE false"
        let parts = [none] + groups(files).map(rows)
        return "SELECT \(columns) FROM (\n\(parts.joined(separator: "\nUNION ALL BY NAME\n"))\n)"
    }

    /// Files that are read by one scan, in the order in which they were given.
    private struct Group {
        var files: [File] = []
        /// `nil`: those of a file are not known.
        var columns: ParquetColumns?
        var haveMasks: Bool
    }

    private static func groups(_ files: [File]) -> [Group] {
        var groups: [Group] = []
        for (file, columns) in zip(files, ParquetColumns.all(ofFiles: files.map(\.path))) {
            let haveMasks = !file.maskedCaptures.isEmpty
            // There are as many as versions of the schema, and most files are like the first.
            let place = groups.firstIndex { $0.haveMasks == haveMasks && $0.columns == columns } ?? groups.count
            if place == groups.count { groups.append(Group(columns: columns, haveMasks: haveMasks)) }
            groups[place].files.append(file)
        }
        return groups
    }

    private static func rows(_ group: Group) -> String {
        let paths = SQLText.list(group.files.map(\.path))
        let options = "union_by_name = \(group.columns == nil), hive_partitioning = false"
        guard group.haveMasks else { return "SELECT * FROM read_parquet(\(paths), \(options))" }
        let masks = group.files.flatMap { file in
            file.maskedCaptures.map { "(\(SQLText.literal(file.path)), \($0)::BIGINT)" }
        }
        return """
            SELECT r.* EXCLUDE (\(fileColumn)) FROM read_parquet(\(paths), \(options), filename = '\(fileColumn)') r
            ANTI JOIN (VALUES \(masks.joined(separator: ", "))) m(masked_file, masked_capture)
            ON r.\(fileColumn) = m.masked_file AND r.capture_id = m.masked_capture
            """
    }

    private static let fileColumn = "entrada_file"
}

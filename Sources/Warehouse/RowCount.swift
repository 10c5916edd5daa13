/// Counts the rows of Parquet files, whoever wrote them.
public struct RowCount {
    private let connection: Connection

    public init(_ engine: Engine) throws { connection = try engine.connect() }

    /// As the file's own end says: nothing else of it is read.
    ///
    /// - Throws: `WarehouseError`, if it cannot be read.
    public func rows(of path: String) throws -> Int64 {
        let rows = try connection.rows("SELECT num_rows FROM parquet_file_metadata(\(SQLText.literal(path)))")
        guard let count = rows.first?.first.flatMap({ $0 }).flatMap({ Int64($0) }) else {
            throw WarehouseError.engine("\(path): says nothing of its rows")
        }
        return count
    }

    /// By capture; the column of capture ids is read from end to end. Rows without a capture are under -1.
    public func rowsByCapture(of path: String) throws -> [Int64: Int64] {
        var rows: [Int64: Int64] = [:]
        try connection.eachRow(
            "SELECT capture_id, count(*) FROM read_parquet(\(SQLText.literal(path)), hive_partitioning = false) GROUP BY 1"
        ) { row in
            guard row.count == 2, let count = row[1].flatMap({ Int64($0) }) else { return }
            rows[row[0].flatMap { Int64($0) } ?? -1] = count
        }
        return rows
    }

    /// Server and site of each capture.
    public func servers(of path: String) throws -> [Int64: (server: String, site: String?)] {
        var servers: [Int64: (server: String, site: String?)] = [:]
        try connection.eachRow(
            "SELECT capture_id, any_value(server), any_value(server_location) "
                + "FROM read_parquet(\(SQLText.literal(path)), hive_partitioning = false) GROUP BY 1"
        ) { row in
            guard row.count == 3, let capture = row[0].flatMap({ Int64($0) }), let server = row[1] else { return }
            servers[capture] = (server, row[2])
        }
        return servers
    }

    /// What the file says of itself under keys that begin with `entrada.`.
    public func origin(of path: String) throws -> [String: String] {
        var origin: [String: String] = [:]
        try connection.eachRow(
            "SELECT decode(key), decode(value) FROM parquet_kv_metadata(\(SQLText.literal(path)))"
        ) { row in
            guard row.count == 2, let key = row[0], let value = row[1], key.hasPrefix("entrada.") else { return }
            origin[key] = value
        }
        return origin
    }
}

import GRDB

/// What an operator means by a server, a range of time, a list of numbers.
extension LedgerView {
    /// Captures of these states whose first packet (or, undecoded, whose file) is of `[fromUs, toUs)`, in the order of
    /// their chains. Reads all captures of the states: for orders, not for lists that are shown again and again.
    public func captures(
        states: [CaptureState], server: String?, fromUs: Int64?, toUs: Int64?, limit: Int
    ) throws -> [CaptureRecord] {
        var conditions = ["state IN (" + states.map { _ in "?" }.joined(separator: ", ") + ")"]
        var arguments: [any DatabaseValueConvertible] = states.map(\.rawValue)
        if let server {
            conditions.append("server = ?")
            arguments.append(server)
        }
        if let fromUs {
            conditions.append("coalesce(first_packet_us, modified_us) >= ?")
            arguments.append(fromUs)
        }
        if let toUs {
            conditions.append("coalesce(first_packet_us, modified_us) < ?")
            arguments.append(toUs)
        }
        arguments.append(limit)
        return try CaptureRecord.fetchAll(
            db,
            sql: """
                SELECT * FROM captures WHERE \(conditions.joined(separator: " AND "))
                ORDER BY server, modified_us, name, id LIMIT ?
                """, arguments: StatementArguments(arguments))
    }

    /// Runs with these numbers; those that there are.
    public func runs(ids: [Int64]) throws -> [RunRecord] {
        let marks = ids.map { _ in "?" }.joined(separator: ", ")
        return try RunRecord.fetchAll(
            db, sql: "SELECT * FROM runs WHERE id IN (\(marks)) ORDER BY id", arguments: StatementArguments(ids))
    }

    /// The latest run of each subject of a job among those with a nominal time in `[fromUs, toUs)`, as (subject, nominal).
    public func runs(job: String, nominalFromUs fromUs: Int64, toUs: Int64) throws -> [RunRecord] {
        try RunRecord.fetchAll(
            db, sql: "SELECT * FROM runs WHERE job = ? AND nominal_us >= ? AND nominal_us < ? ORDER BY id",
            arguments: [job, fromUs, toUs])
    }

    /// Partitions with live files, the oldest day first.
    public func livePartitions() throws -> [PartitionRecord] {
        try PartitionRecord.fetchAll(
            db,
            sql: """
                SELECT * FROM partitions WHERE EXISTS (SELECT 1 FROM data_files WHERE live = 1
                    AND data_files.table_name = partitions.table_name AND data_files.day = partitions.day)
                ORDER BY day, table_name
                """)
    }

    /// When the newest capture of a server was written at its source; nil: none is known.
    public func newestModifiedUs(server: String) throws -> Int64? {
        // One look into the index for each state: a server may have a million captures.
        try CaptureState.allCases.compactMap { state in
            try Int64.fetchOne(
                db, sql: "SELECT max(modified_us) FROM captures WHERE state = ? AND server = ?",
                arguments: [state.rawValue, server])
        }.max()
    }
}

public import GRDB

/// A run that may start, and the server whose captures it works on, if the ledger knows it.
public struct StartableRun: Sendable, Equatable {
    public var run: RunRecord
    public var server: String?
}

extension StartableRun: FetchableRecord {
    public init(row: Row) throws {
        run = try RunRecord(row: row)
        server = row["server"]
    }
}

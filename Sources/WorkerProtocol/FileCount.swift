/// An event of `entrada-worker count`: the rows of one Parquet file.
public struct FileCount: Codable, Sendable, Equatable {
    public var event = "counted"
    /// The line of the list that it is about, from 0.
    public var index: Int
    /// As the file's own end says.
    public var rows: Int64?
    /// Rows by capture id (as text), if they were asked for.
    public var rows_by_capture: [String: Int64]?
    /// Where the file says that it comes from (`entrada.ledger`, `entrada.captures` …), if that was asked for.
    public var origin: [String: String]?
    /// Server and site of each capture (as text), `-` for no site: `ns1 ams`, `ns1 -`.
    public var servers: [String: String]?
    /// Why it cannot be read.
    public var problem: String?

    public init(
        index: Int, rows: Int64? = nil, rows_by_capture: [String: Int64]? = nil, origin: [String: String]? = nil,
        servers: [String: String]? = nil, problem: String? = nil
    ) {
        self.index = index
        self.rows = rows
        self.rows_by_capture = rows_by_capture
        self.origin = origin
        self.servers = servers
        self.problem = problem
    }
}

/// What is live of a table in an area.
public struct TableTotal: Sendable, Codable, Equatable {
    public var table: String
    public var area: String
    public var files: Int64
    public var rows: Int64
    public var bytes: Int64
}

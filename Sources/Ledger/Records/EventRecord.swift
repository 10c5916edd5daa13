/// What an event says. Stored as the exact JSON bytes that are hashed.
public struct EventRecord: Codable, Sendable, Equatable {
    public var seq: Int64
    public var time_us: Int64
    /// `capture`, `run`, `file`, `job`, `daemon`, `operator`, `clock` …
    public var kind: String
    public var capture: Int64?
    public var run: Int64?
    public var subject: String?
    public var from: String?
    public var to: String?
    public var who: String?
    public var why: String?
    /// The digest of all tables' sums after the transaction that this event ends (lower-case hex).
    public var sums: String?
}

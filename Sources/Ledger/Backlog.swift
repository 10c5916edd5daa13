/// How many captures of a server are in a state, and since when the oldest waits.
public struct Backlog: Sendable, Codable, Equatable {
    public var server: String
    public var state: CaptureState
    public var captures: Int64
    public var bytes: Int64
    public var oldestUs: Int64
}

/// How many captures of a server are in a state, and since when the oldest waits.
public struct Backlog: Sendable, Codable, Equatable {
    public var server: String
    public var state: CaptureState
    public var captures: Int64
    public var bytes: Int64
    public var oldestUs: Int64

    public init(server: String, state: CaptureState, captures: Int64, bytes: Int64, oldestUs: Int64) {
        self.server = server
        self.state = state
        self.captures = captures
        self.bytes = bytes
        self.oldestUs = oldestUs
    }
}

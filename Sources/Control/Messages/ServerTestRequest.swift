/// Test the connection to a name server; fetches nothing.
public struct ServerTestRequest: Codable, Sendable, Equatable {
    public static let secondsAllowed: ClosedRange<Int64> = 1...300

    public var server: String
    /// When an answer is due.
    public var seconds: Int64

    public init(server: String, seconds: Int64 = 30) {
        self.server = server
        self.seconds = seconds
    }
}

/// Give up captures in quarantine: their bytes go to the trash.
public struct DismissRequest: Codable, Sendable, Equatable {
    /// Made by the client: a repeated request gets the first answer.
    public var requestID: String
    public var captures: [Int64]
    public var reason: String?

    public init(requestID: String, captures: [Int64], reason: String? = nil) {
        self.requestID = requestID
        self.captures = captures
        self.reason = reason
    }
}

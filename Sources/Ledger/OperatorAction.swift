/// What an operator asked, as the audit trail keeps it.
public struct OperatorAction: Sendable, Codable, Equatable {
    /// Made by the client: a repeated request gets the first answer.
    public var requestID: String
    /// From the socket's peer credentials: `user(uid)`.
    public var who: String
    public var uid: Int64?
    public var pid: Int64?
    public var action: String
    public var subject: String
    public var reason: String?
    public var result: String

    public init(
        requestID: String, who: String, uid: Int64?, pid: Int64?, action: String, subject: String, reason: String?,
        result: String
    ) {
        self.requestID = requestID
        self.who = who
        self.uid = uid
        self.pid = pid
        self.action = action
        self.subject = subject
        self.reason = reason
        self.result = result
    }
}

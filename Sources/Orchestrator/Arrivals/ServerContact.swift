/// When a name server was asked for captures, and what came of it. Times are microseconds since the epoch.
public struct ServerContact: Sendable, Hashable {
    public var name: String
    public var lastAskedUs: Int64
    public var lastAnsweredUs: Int64?
    /// Why it was not possible the last time; `nil`: it was.
    public var lastError: String?
    /// It is left alone until then.
    public var heldUntilUs: Int64?
    /// Names of its last listing that are not fetched, by reason.
    public var notFetched: [String: Int64] = [:]
}

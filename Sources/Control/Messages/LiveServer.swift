/// A name server as the running daemon knows it.
public struct LiveServer: Codable, Sendable, Equatable {
    public var name: String
    /// `sftp`, `local` or `pushed`.
    public var source: String
    public var enabled: Bool
    /// It is left alone until then, because fetches have failed for good; microseconds since the epoch.
    public var heldUntilUs: Int64?
    /// When it was asked for captures since the start, by time or by an operator; microseconds since the epoch.
    public var lastAskedUs: Int64?
    public var lastAnsweredUs: Int64?
    /// Why asking failed the last time; nil: it did not.
    public var lastError: String?
    /// Names of its last listing that are not fetched, by reason.
    public var notFetched: [String: Int64]?
    /// When a file of it is taken for whole; nil: no job fetches, or it pushes.
    public var rule: FetchRule?

    public init(
        name: String, source: String, enabled: Bool, heldUntilUs: Int64? = nil, lastAskedUs: Int64? = nil,
        lastAnsweredUs: Int64? = nil, lastError: String? = nil, notFetched: [String: Int64]? = nil,
        rule: FetchRule? = nil
    ) {
        self.name = name
        self.source = source
        self.enabled = enabled
        self.heldUntilUs = heldUntilUs
        self.lastAskedUs = lastAskedUs
        self.lastAnsweredUs = lastAnsweredUs
        self.lastError = lastError
        self.notFetched = notFetched
        self.rule = rule
    }
}

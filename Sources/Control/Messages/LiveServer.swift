/// A name server as the running daemon knows it.
public struct LiveServer: Codable, Sendable, Equatable {
    public var name: String
    /// `sftp`, `local` or `pushed`.
    public var source: String
    public var enabled: Bool
    /// It is left alone until then, because fetches have failed for good; microseconds since the epoch.
    public var heldUntilUs: Int64?

    public init(name: String, source: String, enabled: Bool, heldUntilUs: Int64? = nil) {
        self.name = name
        self.source = source
        self.enabled = enabled
        self.heldUntilUs = heldUntilUs
    }
}

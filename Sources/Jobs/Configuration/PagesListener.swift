/// Where the web pages are served.
public struct PagesListener: Hashable, Sendable {
    public var isEnabled: Bool
    /// A loopback address, unless `allow_remote` was set.
    public var host: String
    /// TCP; 0 takes a free one.
    public var port: Int
    /// Pages and metrics are for those who show a token.
    public var needsToken: Bool

    public init(
        isEnabled: Bool = true, host: String = "127.0.0.1", port: Int = 8053, needsToken: Bool = false
    ) {
        self.isEnabled = isEnabled
        self.host = host
        self.port = port
        self.needsToken = needsToken
    }
}

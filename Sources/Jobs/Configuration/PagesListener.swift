/// Where the web pages are served.
public struct PagesListener: Hashable, Sendable {
    public var isEnabled: Bool
    /// A loopback address, unless `allow_remote` was set.
    public var host: String
    /// TCP; 0 takes a free one.
    public var port: Int

    public init(
        isEnabled: Bool = true, host: String = "127.0.0.1", port: Int = 8053
    ) {
        self.isEnabled = isEnabled
        self.host = host
        self.port = port
    }
}

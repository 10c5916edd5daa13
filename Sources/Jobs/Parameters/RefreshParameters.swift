/// Parameters of a job of kind `refresh`. What has no URL is not refreshed.
public struct RefreshParameters: Hashable, Sendable {
    /// A MaxMind database of countries.
    public var countryDatabaseURL: String?
    /// A MaxMind database of autonomous systems.
    public var asnDatabaseURL: String?
    /// The public suffix list.
    public var suffixListURL: String?
    /// Lists of networks, by the name of the public resolver.
    public var resolverListURLs: [String: [String]] = [:]
    /// Bytes; a larger download is refused.
    public var maximumSize: Int64 = 256 << 20

    public init() {}
}

/// Parameters of a job of kind `refresh`. What has no URL is not refreshed.
public struct RefreshParameters: Hashable, Sendable {
    /// A MaxMind database of countries.
    public var countryDatabaseURL: String?
    /// A MaxMind database of autonomous systems.
    public var asnDatabaseURL: String?
    /// The public suffix list.
    public var suffixListURL: String?
    /// A list of the networks of public resolvers.
    public var resolverListURL: String?
    /// Bytes; a larger download is refused.
    public var maximumSize: Int64

    public init(
        countryDatabaseURL: String? = nil, asnDatabaseURL: String? = nil, suffixListURL: String? = nil,
        resolverListURL: String? = nil, maximumSize: Int64 = 256 << 20
    ) {
        self.countryDatabaseURL = countryDatabaseURL
        self.asnDatabaseURL = asnDatabaseURL
        self.suffixListURL = suffixListURL
        self.resolverListURL = resolverListURL
        self.maximumSize = maximumSize
    }
}

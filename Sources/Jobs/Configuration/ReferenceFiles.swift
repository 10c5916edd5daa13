/// Reference data for enrichment; what has no path leaves its columns empty.
public struct ReferenceFiles: Hashable, Sendable {
    /// A MaxMind database of countries.
    public var countryDatabase: String?
    /// A MaxMind database of autonomous systems.
    public var asnDatabase: String?
    /// The public suffix list.
    public var suffixList: String?
    /// Networks of public resolvers.
    public var resolverList: String?

    public init(
        countryDatabase: String? = nil, asnDatabase: String? = nil, suffixList: String? = nil,
        resolverList: String? = nil
    ) {
        self.countryDatabase = countryDatabase
        self.asnDatabase = asnDatabase
        self.suffixList = suffixList
        self.resolverList = resolverList
    }
}

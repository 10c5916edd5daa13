/// Reference data for enrichment, as the operator keeps them. What has no path here comes from the job `refresh`, and
/// without that leaves its columns empty.
public struct ReferenceFiles: Hashable, Sendable {
    /// A MaxMind database of countries.
    public var countryDatabase: String?
    /// A MaxMind database of autonomous systems.
    public var asnDatabase: String?
    /// The public suffix list.
    public var suffixList: String?
    /// Lists of networks, by the name of the public resolver.
    public var resolverLists: [String: String] = [:]
    /// Suffixes below which all names are ordinary domains, whatever the suffix list says.
    public var ownSuffixes: [String] = []

    public init() {}
}

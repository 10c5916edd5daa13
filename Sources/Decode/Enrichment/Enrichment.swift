/// Looks addresses up. Asked once per distinct address and batch.
public protocol Enrichment: AnyObject {
    func facts(of address: IPAddress) -> AddressFacts
}

/// What is known about an address.
public struct AddressFacts: Sendable, Equatable {
    /// ISO 3166-1 alpha-2.
    public var country: String?
    public var asn: Int64?
    public var organisation: String?
    /// The public resolver that it belongs to.
    public var resolver: String?

    public init(country: String? = nil, asn: Int64? = nil, organisation: String? = nil, resolver: String? = nil) {
        self.country = country
        self.asn = asn
        self.organisation = organisation
        self.resolver = resolver
    }
}

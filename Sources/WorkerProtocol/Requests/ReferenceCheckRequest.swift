/// Read a file of reference data as a decode would, and say whether it can be used.
public struct ReferenceCheckRequest: Codable, Sendable, Equatable {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case countryDatabase = "geo-country"
        case asnDatabase = "geo-asn"
        case suffixList = "suffix-list"
        case resolverList = "resolver-list"
    }

    public var kind: Kind
    public var file: String

    public init(kind: Kind, file: String) {
        self.kind = kind
        self.file = file
    }
}

import WorkerProtocol

/// What a reference file is.
enum ReferenceKind: Hashable, Sendable, CustomStringConvertible {
    case countryDatabase
    case asnDatabase
    case suffixList
    /// Networks of one public resolver; it may publish several lists.
    case resolverList(name: String, index: Int)

    var description: String {
        switch self {
        case .countryDatabase: "geo_country"
        case .asnDatabase: "geo_asn"
        case .suffixList: "suffix_list"
        case .resolverList(let name, let index): "resolver list \(name)" + (index == 0 ? "" : " (\(index + 1))")
        }
    }

    /// Its place below `reference/`.
    var fileName: String {
        switch self {
        case .countryDatabase: "country.mmdb"
        case .asnDatabase: "asn.mmdb"
        case .suffixList: "public_suffix_list.dat"
        case .resolverList(let name, let index): "resolvers/\(name).\(index)"
        }
    }

    /// As what a worker checks it.
    var checked: ReferenceCheckRequest.Kind {
        switch self {
        case .countryDatabase: .countryDatabase
        case .asnDatabase: .asnDatabase
        case .suffixList: .suffixList
        case .resolverList: .resolverList
        }
    }

    /// A version of less than half the size of the last good one is more likely cut off than right. Lists of resolvers
    /// are too short to tell.
    var mayShrink: Bool { if case .resolverList = self { true } else { false } }
}

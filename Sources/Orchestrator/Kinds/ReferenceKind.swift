import Foundation

/// What a reference file is, and how to tell that a download is one.
enum ReferenceKind: String, Sendable {
    case countryDatabase = "country database"
    case asnDatabase = "ASN database"
    case suffixList = "suffix list"
    case resolverList = "resolver list"

    /// Errors: the bytes cannot be what they should be (empty, an error page, cut off).
    func check(_ data: Data) throws {
        guard data.count > 64 || self == .resolverList, !data.isEmpty else {
            throw RunFailure("is empty or too small (\(data.count) bytes)")
        }
        switch self {
        case .countryDatabase, .asnDatabase:
            // The metadata marker of a MaxMind DB stands within its last 128 KiB.
            let marker = Data([0xAB, 0xCD, 0xEF]) + Data("MaxMind.com".utf8)
            guard data.suffix(131_072).range(of: marker) != nil else { throw RunFailure("is not a MaxMind database") }
        case .suffixList:
            let text = String(decoding: data, as: UTF8.self)
            guard text.contains("===BEGIN ICANN DOMAINS==="), text.contains("===END ICANN DOMAINS===") else {
                throw RunFailure("is not a whole public suffix list (its ICANN section is missing or cut off)")
            }
        case .resolverList:
            let text = String(decoding: data, as: UTF8.self)
            guard text.contains("/") || text.contains(":") || text.contains(".") else {
                throw RunFailure("names no prefix")
            }
        }
    }
}

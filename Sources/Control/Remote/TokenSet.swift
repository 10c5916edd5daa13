import Crypto
import Foundation

/// The tokens that open a TCP listener. Only digests of them are kept.
public struct TokenSet: Sendable {
    /// Shorter ones can be guessed.
    public static let shortest = 20

    private var entries: [(digest: [UInt8], token: AccessToken)] = []

    public init() {}

    public var isEmpty: Bool { entries.isEmpty }

    public mutating func add(_ secret: String, _ token: AccessToken) {
        entries.append((Array(SHA256.hash(data: Data(secret.utf8))), token))
    }

    /// Whose token it is; nil: nobody's. Takes as long for a token that is nearly right as for any other: digests are
    /// compared to their ends, with every entry.
    public func holder(of presented: String) -> AccessToken? {
        let digest = Array(SHA256.hash(data: Data(presented.utf8)))
        var found: AccessToken?
        for entry in entries {
            var difference: UInt8 = 0
            for (own, other) in zip(entry.digest, digest) { difference |= own ^ other }
            if difference == 0 { found = entry.token }
        }
        return found
    }

    /// Of a header `Authorization`: `Bearer TOKEN`, or `Basic` with the token as the password, which browsers ask for.
    public func holder(authorization header: String?) -> AccessToken? {
        guard let header else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2 else { return nil }
        let value = parts[1].trimmingCharacters(in: .whitespaces)
        switch parts[0].lowercased() {
        case "bearer": return holder(of: value)
        case "basic":
            guard let data = Data(base64Encoded: value), let colon = data.firstIndex(of: UInt8(ascii: ":")) else {
                return nil
            }
            return holder(of: String(decoding: data[data.index(after: colon)...], as: UTF8.self))
        default: return nil
        }
    }
}

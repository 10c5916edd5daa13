import FoundationEssentials

/// Prefixes in a JSON document of any shape: every text that is a prefix with its length, and under the keys that
/// operators use for addresses a text that is an address alone.
///
/// Google: `{"prefixes":[{"ipv4Prefix":"8.8.4.0/24"},{"ipv6Prefix":"2001:4860:4864::/56"}]}`; others have `ip_prefix`,
/// `ip`, or plain arrays.
struct ResolverListJSON {
    private(set) var prefixes: [IPPrefix] = []
    /// Texts under those keys that are no prefix.
    private(set) var badValues = 0

    private static let keys: Set<String> = ["ipv4Prefix", "ipv6Prefix", "ip_prefix", "ipv6_prefix", "prefix", "ip"]

    private enum Node: Decodable {
        case object([String: Node])
        case array([Node])
        case text(String)
        /// Numbers, booleans, null.
        case other

        init(from decoder: any Swift.Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let text = try? value.decode(String.self) {
                self = .text(text)
            } else if let array = try? value.decode([Node].self) {
                self = .array(array)
            } else if let object = try? value.decode([String: Node].self) {
                self = .object(object)
            } else {
                self = .other
            }
        }
    }

    /// Nil when it is not JSON.
    init?(_ bytes: [UInt8]) {
        guard let root = try? JSONDecoder().decode(Node.self, from: Data(bytes)) else { return nil }
        visit(root, key: nil)
    }

    private mutating func visit(_ node: Node, key: String?) {
        switch node {
        // In the order of the keys: which of two equal prefixes counts must not depend on hashing.
        case .object(let members):
            for (key, value) in members.sorted(by: { $0.key < $1.key }) { visit(value, key: key) }
        case .array(let values): for value in values { visit(value, key: key) }
        case .text(let text):
            let isExpected = key.map { Self.keys.contains($0) } ?? false
            if let prefix = IPPrefix(text), isExpected || text.contains("/") {
                prefixes.append(prefix)
            } else if isExpected {
                badValues += 1
            }
        case .other: break
        }
    }
}

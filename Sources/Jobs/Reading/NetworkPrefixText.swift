import Glibc

/// An address or a network as text: `192.0.2.53`, `2001:db8::/48`.
enum NetworkPrefixText {
    static func isValid(_ text: String) -> Bool {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first.map(String.init) else { return false }
        var bytes = in6_addr()
        let width =
            if inet_pton(AF_INET, address, &bytes) == 1 { 32 } else if inet_pton(AF_INET6, address, &bytes) == 1 {
                128
            } else { 0 }
        guard width > 0 else { return false }
        guard parts.count == 2 else { return true }
        return Int(parts[1]).map { (0...width).contains($0) && String($0) == parts[1] } ?? false
    }
}

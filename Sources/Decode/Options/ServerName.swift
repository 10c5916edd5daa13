/// What a name server is called in rows.
public struct ServerName: Sendable, Hashable {
    public var server: String
    /// Anycast site.
    public var site: String?

    public init(server: String, site: String? = nil) {
        self.server = server
        self.site = site
    }

    /// Reads `<server>` or `<server>_<site>`; nil when a part is empty.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, !parts.contains(where: \.isEmpty) else { return nil }
        self.init(server: String(first), site: parts.count > 1 ? String(parts[1]) : nil)
    }
}

/// Where the addresses of public resolvers are written down.
public struct ResolverListSource: Sendable, Equatable {
    /// The resolver that the whole file is about; nil: the file carries names.
    public var name: String?
    public var path: String

    public init(name: String? = nil, path: String) {
        self.name = name
        self.path = path
    }

    /// Reads `[NAME=]FILE`. What stands before the first `=` is a name unless it has a slash; nil when a part is empty.
    public init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, !parts[0].contains("/") {
            self.init(name: String(parts[0]), path: String(parts[1]))
        } else {
            self.init(path: text)
        }
        if path.isEmpty || name?.isEmpty == true { return nil }
    }
}

/// A name server or router whose captures are processed.
public struct ServerDefinition: Hashable, Sendable {
    /// `<server>` or `<server>_<site>`: also the name of its directories.
    public var name: String
    public var source: ServerSource
    /// Overrides the configuration's; nil does not override. 0 keeps no archive.
    public var archiveDays: Int?
    public var isEnabled: Bool
    /// Addresses or networks of other servers whose packets are in the same captures, and the names of these:
    /// `<server>` or `<server>_<site>`.
    public var addresses: [String: String]

    public init(
        name: String, source: ServerSource, archiveDays: Int? = nil, isEnabled: Bool = true,
        addresses: [String: String] = [:]
    ) {
        self.name = name
        self.source = source
        self.archiveDays = archiveDays
        self.isEnabled = isEnabled
        self.addresses = addresses
    }

    /// The part of the name before the underscore.
    public var server: String { String(name.prefix { $0 != "_" }) }

    /// The anycast site: the part of the name after the underscore; nil when there is none.
    public var site: String? {
        name.firstIndex(of: "_").map { String(name[name.index(after: $0)...]) }
    }
}

/// Something that retention would remove.
public struct RemovalLine: Codable, Sendable, Equatable {
    /// The setting of `[retention]` by which it goes, or `replaced_files` or `used_states`.
    public var rule: String
    /// A path relative to the data root.
    public var what: String
    public var bytes: Int64

    public init(rule: String, what: String, bytes: Int64) {
        self.rule = rule
        self.what = what
        self.bytes = bytes
    }
}

/// How much goes by one rule.
public struct RemovalTotal: Codable, Sendable, Equatable {
    public var rule: String
    public var count: Int64
    public var bytes: Int64

    public init(rule: String, count: Int64, bytes: Int64) {
        self.rule = rule
        self.count = count
        self.bytes = bytes
    }
}

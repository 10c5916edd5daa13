/// What becomes of client addresses. There is no default: the operator has to choose.
public struct PrivacyPolicy: Hashable, Sendable {
    public var action: PrivacyAction
    /// Bits that `truncate` keeps of an IPv4 address.
    public var ipv4PrefixLength: Int
    /// Bits that `truncate` keeps of an IPv6 address.
    public var ipv6PrefixLength: Int
    /// The key of `pseudonymise`.
    public var key: SecretReference?
    /// Days older than this are rewritten without addresses; nil is never.
    public var purgeAfterDays: Int?

    public init(
        action: PrivacyAction, ipv4PrefixLength: Int = 24, ipv6PrefixLength: Int = 48, key: SecretReference? = nil,
        purgeAfterDays: Int? = nil
    ) {
        self.action = action
        self.ipv4PrefixLength = ipv4PrefixLength
        self.ipv6PrefixLength = ipv6PrefixLength
        self.key = key
        self.purgeAfterDays = purgeAfterDays
    }
}

/// What is done with client addresses when rows are written.
public enum PrivacyAction: String, Hashable, Sendable, CaseIterable {
    /// They are written as they are.
    case keep
    /// Only a prefix is written.
    case truncate
    /// They are replaced one to one, with a key, so that equal prefixes stay equal.
    case pseudonymise
    /// They are not written.
    case drop
}

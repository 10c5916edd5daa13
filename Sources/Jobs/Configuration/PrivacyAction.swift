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

/// What a program that asks over TCP has to show: `[[tokens]]`.
public struct TokenDefinition: Hashable, Sendable {
    public enum Role: String, CaseIterable, Hashable, Sendable {
        /// It may look.
        case read
        /// It may give orders, too.
        case operate
    }

    /// As the audit trail names who has it.
    public var name: String
    public var role: Role
    /// The file or credential whose first line is the token.
    public var secret: SecretReference

    public init(name: String, role: Role, secret: SecretReference) {
        self.name = name
        self.role = role
        self.secret = secret
    }
}

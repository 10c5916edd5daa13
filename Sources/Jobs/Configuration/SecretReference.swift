/// Where a secret is found; never the secret itself.
public enum SecretReference: Hashable, Sendable, CustomStringConvertible {
    /// An absolute path.
    case file(String)
    /// The name of a credential of the service manager (`LoadCredential=`).
    case credential(String)

    /// `credential:NAME` or an absolute path; nil for anything else, such as the secret itself.
    public init?(_ text: String) {
        if text.hasPrefix("credential:") {
            let name = String(text.dropFirst("credential:".count))
            guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else { return nil }
            self = .credential(name)
        } else {
            guard text.hasPrefix("/"), !text.contains("\n") else { return nil }
            self = .file(text)
        }
    }

    public var description: String {
        switch self {
        case .file(let path): path
        case .credential(let name): "credential:\(name)"
        }
    }

    /// The path to read; nil for a credential when the service manager has given none (`CREDENTIALS_DIRECTORY`).
    public func path(credentialsDirectory: String?) -> String? {
        switch self {
        case .file(let path): path
        case .credential(let name): credentialsDirectory.map { "\($0)/\(name)" }
        }
    }
}

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

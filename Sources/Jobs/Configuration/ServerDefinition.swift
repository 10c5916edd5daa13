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

/// How captures of a server come here.
public enum ServerSource: Hashable, Sendable {
    case sftp(SFTPSource)
    case local(LocalSource)
    /// Something else puts them into `captures/<server>/`.
    case pushed
}

/// A directory on this machine that is read like a remote one.
public struct LocalSource: Hashable, Sendable {
    /// Absolute.
    public var directory: String
    /// A glob for the names of files.
    public var pattern: String

    public init(
        directory: String, pattern: String = "*"
    ) {
        self.directory = directory
        self.pattern = pattern
    }
}

/// A name server that is asked over SFTP.
public struct SFTPSource: Hashable, Sendable {
    public var host: String
    /// TCP.
    public var port: Int
    public var user: String
    /// The private key, ed25519 or ECDSA.
    public var key: SecretReference
    /// A file in the format of OpenSSH; the host key must be in it.
    public var knownHosts: String
    /// The remote directory; below it nothing is looked at.
    public var directory: String
    /// A glob for the names of files.
    public var pattern: String

    public init(
        host: String, port: Int = 22, user: String, key: SecretReference, knownHosts: String, directory: String,
        pattern: String = "*"
    ) {
        self.host = host
        self.port = port
        self.user = user
        self.key = key
        self.knownHosts = knownHosts
        self.directory = directory
        self.pattern = pattern
    }
}

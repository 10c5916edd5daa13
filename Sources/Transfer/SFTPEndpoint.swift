/// Where an SFTP server is and how to prove who is who. Holds paths of keys, never keys.
public struct SFTPEndpoint: Sendable, Hashable, Codable {
    /// Name or address, without brackets.
    public var host: String
    public var port: UInt16
    public var user: String
    /// An unencrypted Ed25519 or ECDSA private key that only its owner can read.
    public var privateKeyPath: String
    /// A file in the format of OpenSSH's `known_hosts`; plain and hashed names, no wildcards, no certificates.
    public var knownHostsPath: String
    /// The name to look up in `knownHostsPath` instead of the host and port (OpenSSH: `HostKeyAlias`).
    public var hostAlias: String?
    /// For TCP connect and SSH handshake, each.
    public var connectTimeoutSeconds: Int
    /// The longest time without a byte from the server in which an answer is due.
    public var ioTimeoutSeconds: Int

    public init(
        host: String, port: UInt16 = 22, user: String, privateKeyPath: String, knownHostsPath: String,
        hostAlias: String? = nil, connectTimeoutSeconds: Int = 10, ioTimeoutSeconds: Int = 30
    ) {
        self.host = host
        self.port = port
        self.user = user
        self.privateKeyPath = privateKeyPath
        self.knownHostsPath = knownHostsPath
        self.hostAlias = hostAlias
        self.connectTimeoutSeconds = connectTimeoutSeconds
        self.ioTimeoutSeconds = ioTimeoutSeconds
    }

    /// `user@host:port`, as errors name the place.
    public var place: String {
        "\(user)@\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}

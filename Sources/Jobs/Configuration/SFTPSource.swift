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

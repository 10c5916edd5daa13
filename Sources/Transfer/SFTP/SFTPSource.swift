public import Failpoints

/// Captures on an SFTP server: one SSH connection, on a thread of its own. To connect takes about 0.3 s, so one is used
/// for many files.
public final class SFTPSource: CaptureSource {
    private let connection: SourceConnection

    private init(connection: SourceConnection) { self.connection = connection }

    /// Connects, checks the server's host key against the known hosts file, logs in with the key and opens SFTP.
    public static func connect(_ endpoint: SFTPEndpoint, failpoints: Failpoints = .off) async throws -> SFTPSource {
        try await connect(endpoint, maximumEntries: SourceConnection.maximumEntries, failpoints: failpoints)
    }

    static func connect(_ endpoint: SFTPEndpoint, maximumEntries: Int, failpoints: Failpoints = .off) async throws
        -> SFTPSource
    {
        let connection = SourceConnection(
            place: endpoint.place, maximumEntries: maximumEntries, failpoints: failpoints)
        try await connection.open { () throws(TransferError) in try SFTPFileAccess(endpoint) }
        return SFTPSource(connection: connection)
    }

    public func list(directory: String, matching pattern: String) async throws -> SourceListing {
        try await connection.list(directory: directory, matching: pattern)
    }

    public func fetch(
        _ file: RemoteFile, from directory: String, to localPath: String, progress: @Sendable (Int64) -> Void
    ) async throws -> FetchedFile {
        try await connection.fetch(file, from: directory, to: localPath, progress: progress)
    }

    public func remove(_ file: RemoteFile, from directory: String) async throws {
        try await connection.remove(file, from: directory)
    }

    public func facts() async throws -> ConnectionFacts? { try await connection.facts() }

    public func close() async { await connection.close() }
}

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

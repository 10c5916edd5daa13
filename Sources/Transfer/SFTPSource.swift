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

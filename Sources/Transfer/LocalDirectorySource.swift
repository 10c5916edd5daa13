public import Failpoints

/// Captures that lie in a directory of this host: pushed by the name servers, mounted, or made here. Files are copied,
/// not moved; the paths given to the calls are those of this host.
public final class LocalDirectorySource: CaptureSource {
    private let connection: SourceConnection

    public convenience init(failpoints: Failpoints = .off) {
        self.init(maximumEntries: SourceConnection.maximumEntries, failpoints: failpoints)
    }

    init(maximumEntries: Int, failpoints: Failpoints = .off) {
        connection = SourceConnection(
            place: LocalFileAccess.place, access: LocalFileAccess(), maximumEntries: maximumEntries,
            failpoints: failpoints)
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

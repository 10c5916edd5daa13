public import Jobs
public import Transfer

/// Opens the sources of captures and of reference data. Passed in, so that tests can give another one.
public protocol SourceConnector: Sendable {
    func connect(to server: ServerDefinition) async throws -> any CaptureSource
    /// Writes what is at a URL into a file, synced, unless the source says that it has not changed. After an error the
    /// file may be there in part.
    func download(_ request: DownloadRequest, to path: String) async throws -> DownloadOutcome
}

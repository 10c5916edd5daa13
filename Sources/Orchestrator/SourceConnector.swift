public import Jobs
public import Transfer

/// Opens the sources of captures and of reference data. Passed in, so that tests can give another one.
public protocol SourceConnector: Sendable {
    /// - Parameter patience: the longest time for the connection, and the same again for the handshake.
    func connect(to server: ServerDefinition, patience: Duration) async throws -> any CaptureSource
    /// Writes what is at a URL into a file, synced, unless the source says that it has not changed. After an error the
    /// file may be there in part.
    func download(_ request: DownloadRequest, to path: String) async throws -> DownloadOutcome
}

extension SourceConnector {
    /// Connects with the patience of somebody who knows that the server answers.
    public func connect(to server: ServerDefinition) async throws -> any CaptureSource {
        try await connect(to: server, patience: FetchRound.longestPatience)
    }
}

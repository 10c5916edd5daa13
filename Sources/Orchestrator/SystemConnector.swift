public import Failpoints
public import FileFlow
import Foundation
public import Jobs
public import Transfer

/// The real sources: SFTP, local directories, HTTP and files for reference data.
public struct SystemConnector: SourceConnector {
    private let credentialsDirectory: String?
    private let threads: BlockingThreads
    private let failpoints: Failpoints

    /// - Parameters:
    ///   - credentialsDirectory: where the service manager puts credentials (`CREDENTIALS_DIRECTORY`).
    ///   - threads: for files of reference data.
    ///   - failpoints: of downloads from name servers.
    public init(credentialsDirectory: String?, threads: BlockingThreads, failpoints: Failpoints = .off) {
        self.failpoints = failpoints
        self.credentialsDirectory = credentialsDirectory
        self.threads = threads
    }

    public func connect(to server: ServerDefinition, patience: Duration) async throws -> any CaptureSource {
        switch server.source {
        case .local: return LocalDirectorySource(failpoints: failpoints)
        case .pushed:
            throw RunFailure("server \(server.name) pushes its captures; there is nothing to fetch", isPermanent: true)
        case .sftp(let source):
            guard let key = source.key.path(credentialsDirectory: credentialsDirectory) else {
                throw RunFailure(
                    "server \(server.name): \(source.key) is a credential of the service manager, but CREDENTIALS_DIRECTORY is not set "
                        + "(CREDENTIALS_DIRECTORY is not set)", isPermanent: true)
            }
            return try await Transfer.SFTPSource.connect(
                SFTPEndpoint(
                    host: source.host, port: UInt16(clamping: source.port), user: source.user, privateKeyPath: key,
                    knownHostsPath: source.knownHosts,
                    connectTimeoutSeconds: max(1, Int(patience.components.seconds))), failpoints: failpoints)
        }
    }

    public func download(_ request: DownloadRequest, to path: String) async throws -> DownloadOutcome {
        guard request.url.hasPrefix("file://") else {
            return try await HTTPDownload(request: request, path: path, threads: threads).execute()
        }
        guard let source = URL(string: request.url)?.path else { throw RunFailure("\(request.url) is not a URL") }
        return try await threads.run(.bulk) { try FileDownload(request: request, source: source, path: path).execute() }
    }
}

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

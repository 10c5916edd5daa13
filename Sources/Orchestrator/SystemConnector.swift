import AsyncHTTPClient
public import Foundation
public import Jobs
import NIOCore
import NIOHTTP1
public import Transfer

/// The real sources: SFTP, local directories, HTTP and files for reference data.
public struct SystemConnector: SourceConnector {
    private let credentialsDirectory: String?

    /// - Parameter credentialsDirectory: where the service manager puts credentials (`CREDENTIALS_DIRECTORY`).
    public init(credentialsDirectory: String?) { self.credentialsDirectory = credentialsDirectory }

    public func connect(to server: ServerDefinition) async throws -> any CaptureSource {
        switch server.source {
        case .local: return LocalDirectorySource()
        case .pushed:
            throw RunFailure("server \(server.name) pushes its captures; there is nothing to fetch", isPermanent: true)
        case .sftp(let source):
            guard let key = source.key.path(credentialsDirectory: credentialsDirectory) else {
                throw RunFailure(
                    "server \(server.name): \(source.key) is a credential of the service manager, and this process has none "
                        + "(CREDENTIALS_DIRECTORY is not set)", isPermanent: true)
            }
            return try await Transfer.SFTPSource.connect(
                SFTPEndpoint(
                    host: source.host, port: UInt16(clamping: source.port), user: source.user, privateKeyPath: key,
                    knownHostsPath: source.knownHosts))
        }
    }

    public func download(_ url: String, limitBytes: Int64) async throws -> Data {
        if let path = url.hasPrefix("file://") ? URL(string: url)?.path : (url.hasPrefix("/") ? url : nil) {
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64 ?? 0
            guard size <= limitBytes else { throw RunFailure("\(path) is larger than \(limitBytes) bytes") }
            return try Data(contentsOf: URL(filePath: path))
        }
        let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: .seconds(120))
        guard response.status == .ok else { throw RunFailure("\(url) answered \(response.status.code)") }
        let body = try await response.body.collect(upTo: Int(limitBytes))
        return Data(body.readableBytesView)
    }
}

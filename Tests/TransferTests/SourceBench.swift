import RealServers
import FileNames
import Foundation

@testable import Transfer

/// A connected source, the directory that it serves, and a directory to fetch into.
final class SourceBench: Sendable {
    let source: any CaptureSource
    let server: SFTPServer?
    let folder: TestFolder
    /// The directory at the source.
    let remote: String

    init(source: any CaptureSource, server: SFTPServer?) throws {
        self.source = source
        self.server = server
        folder = try TestFolder()
        remote = try folder.make("remote", mode: 0o777)
        try folder.make("local")
    }

    func local(_ name: String) -> String { folder["local/\(name)"] }

    func list(_ pattern: String = "*") async throws -> [RemoteFile] {
        try await survey(pattern).files
    }

    /// The listing, with what is left out.
    func survey(_ pattern: String = "*") async throws -> SourceListing {
        try await source.list(directory: remote, matching: pattern)
    }

    /// Writes a file with a name that need not be text.
    func write(_ data: Data, as name: FileName) throws {
        let path = Array((remote + "/").utf8) + name.bytes
        let descriptor = FileName.withCString(path) { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644) }
        guard descriptor >= 0 else { throw NotListed(name: name) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: data)
        try handle.close()
    }

    @discardableResult
    func fetch(
        _ file: RemoteFile, as name: String = "capture", progress: @Sendable (Int64) -> Void = { _ in }
    ) async throws -> FetchedFile {
        try await source.fetch(file, from: remote, to: local(name), progress: progress)
    }

    /// Writes a file at the source and lists it.
    func offer(_ data: Data, as name: String = "a.pcap") async throws -> RemoteFile {
        try folder.write(data, to: "remote/\(name)")
        let listing = try await list()
        guard let file = listing.first(where: { $0.name == FileName(name) }) else {
            throw NotListed(name: FileName(name))
        }
        return file
    }

    struct NotListed: Error { var name: FileName }

    /// What is in the directory that is fetched into: nothing, unless a fetch succeeded.
    func fetched() throws -> [String] { try folder.names(in: "local") }
}

extension SourceBench {
    /// As errors of the source name it.
    var place: String { server?.endpoint.place ?? "this host" }
}

/// The `TransferError` that a piece of work throws; nil if it succeeds or throws something else.
func failure<Result>(_ work: () async throws -> Result) async -> TransferError? {
    do {
        _ = try await work()
        return nil
    } catch {
        return error as? TransferError
    }
}

extension SFTPServer {
    var endpoint: SFTPEndpoint {
        SFTPEndpoint(
            host: "127.0.0.1", port: port, user: Self.user, privateKeyPath: folder["user"],
            knownHostsPath: folder["known_hosts"], connectTimeoutSeconds: 10, ioTimeoutSeconds: 10)
    }
}

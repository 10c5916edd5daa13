import AsyncHTTPClient
import DurableIO
import FileFlow
import Foundation
import Jobs
import Model
import NIOCore
import NIOHTTP1
import Transfer

/// One conditional GET (RFC 9110 13.1) into a file.
struct HTTPDownload: Sendable {
    let request: DownloadRequest
    let path: String
    let threads: BlockingThreads

    /// - Throws: `RunFailure` for an answer that is not the file, and for a connection that breaks.
    func execute() async throws -> DownloadOutcome {
        // The job has its own way of trying again.
        var configuration = HTTPClient.Configuration(timeout: .init(connect: .seconds(10), read: .seconds(60)))
        configuration.connectionPool.retryConnectionEstablishment = false
        // Followed here, so that nobody is led from a protected address to an open one.
        configuration.redirectConfiguration = .disallow
        let client = HTTPClient(configuration: configuration)
        do {
            let outcome = try await execute(client)
            try await client.shutdown()
            return outcome
        } catch {
            try? await client.shutdown()
            // Everything on this side is a `RunFailure`.
            throw error is RunFailure || error is CancellationError ? error : RunFailure("\(request.url): \(error)")
        }
    }

    private func execute(_ client: HTTPClient) async throws -> DownloadOutcome {
        var url = request.url
        var response = try await client.execute(query(url), timeout: Self.timeout)
        var redirects = 0
        while let location = response.headers.first(name: "Location"), Self.redirections.contains(response.status.code)
        {
            redirects += 1
            guard redirects <= Self.maximumRedirects else {
                throw RunFailure("\(request.url) redirects more than \(Self.maximumRedirects) times")
            }
            guard let next = URL(string: location, relativeTo: URL(string: url))?.absoluteString,
                ReferenceURL.isTrusted(next), !next.hasPrefix("file:")
            else { throw RunFailure("\(request.url) redirects to \(location), which does not use https") }
            url = next
            response = try await client.execute(query(url), timeout: Self.timeout)
        }
        return try await take(response, from: url)
    }

    private static let timeout = TimeAmount.seconds(600)
    private static let maximumRedirects = 5
    /// RFC 9110 15.4, those that say where a GET finds it.
    private static let redirections: Set<UInt> = [301, 302, 303, 307, 308]

    private func query(_ url: String) -> HTTPClientRequest {
        var query = HTTPClientRequest(url: url)
        query.headers.add(name: "User-Agent", value: "entrada")
        // Our hash is that of the file, not of what a server makes of it on the way.
        query.headers.add(name: "Accept-Encoding", value: "identity")
        if let etag = request.etag { query.headers.add(name: "If-None-Match", value: etag) }
        if let time = request.lastModified { query.headers.add(name: "If-Modified-Since", value: time) }
        return query
    }

    private func take(_ response: HTTPClientResponse, from url: String) async throws -> DownloadOutcome {
        if response.status == .notModified, request.etag != nil || request.lastModified != nil { return .unchanged }
        guard response.status == .ok else {
            throw RunFailure("\(url) answered \(response.status.code) \(response.status.reasonPhrase)")
        }
        if let coding = response.headers.first(name: "Content-Encoding"), coding.lowercased() != "identity" {
            throw RunFailure("\(url) responded with content encoding \(coding), which was not requested")
        }
        try await write(response.body)
        return .written(
            etag: response.headers.first(name: "ETag"), lastModified: response.headers.first(name: "Last-Modified"))
    }

    private func write(_ body: HTTPClientResponse.Body) async throws {
        let (path, threads) = (path, threads)
        let file = try await threads.run { try DraftFile(path: path) }
        var count: Int64 = 0
        do {
            for try await buffer in body {
                count += Int64(buffer.readableBytes)
                guard count <= request.limitBytes else {
                    throw RunFailure("\(request.url) sends more than \(request.limitBytes) bytes (max_size)")
                }
                try await threads.run(.bulk) { try buffer.withUnsafeReadableBytes { try file.append($0) } }
            }
            try await threads.run(.bulk) { try file.finish() }
        } catch {
            // What stays is overwritten by the next download.
            try? await threads.run { file.abandon() }
            throw error
        }
    }
}

/// What is asked of a source of reference data.
public struct DownloadRequest: Sendable {
    /// `https://…`, `http://` on loopback, or `file:///…`.
    public var url: String
    /// What the source said of the version that is here (RFC 9110 8.8.3 and 8.8.2); `nil`: there is none.
    public var etag: String?
    public var lastModified: String?
    /// Bytes; more is refused.
    public var limitBytes: Int64

    public init(url: String, etag: String? = nil, lastModified: String? = nil, limitBytes: Int64) {
        self.url = url
        self.etag = etag
        self.lastModified = lastModified
        self.limitBytes = limitBytes
    }
}

/// What a source of reference data answered.
public enum DownloadOutcome: Sendable, Equatable {
    /// It has what is here already.
    case unchanged
    /// The file was written; what the source says of this version.
    case written(etag: String?, lastModified: String?)
}

/// An error that knows whether trying again can help.
protocol RetryHint: Error {
    var isPermanent: Bool { get }
}

extension TransferError: RetryHint {}

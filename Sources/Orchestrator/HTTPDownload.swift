import AsyncHTTPClient
import FileFlow
import Foundation
import NIOCore
import NIOHTTP1

/// One conditional GET (RFC 9110 13.1) into a file.
struct HTTPDownload: Sendable {
    let request: DownloadRequest
    let path: String
    let threads: BlockingThreads

    /// Errors: `RunFailure` for an answer that is not the file, AsyncHTTPClient's for a connection that breaks.
    func execute() async throws -> DownloadOutcome {
        // The job has its own way of trying again.
        var configuration = HTTPClient.Configuration(timeout: .init(connect: .seconds(10), read: .seconds(60)))
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(configuration: configuration)
        do {
            let outcome = try await execute(client)
            try await client.shutdown()
            return outcome
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    private func execute(_ client: HTTPClient) async throws -> DownloadOutcome {
        var query = HTTPClientRequest(url: request.url)
        query.headers.add(name: "User-Agent", value: "entrada")
        // Our hash is that of the file, not of what a server makes of it on the way.
        query.headers.add(name: "Accept-Encoding", value: "identity")
        if let etag = request.etag { query.headers.add(name: "If-None-Match", value: etag) }
        if let time = request.lastModified { query.headers.add(name: "If-Modified-Since", value: time) }
        let response = try await client.execute(query, timeout: .seconds(600))
        if response.status == .notModified, request.etag != nil || request.lastModified != nil { return .unchanged }
        guard response.status == .ok else {
            throw RunFailure("\(request.url) answered \(response.status.code) \(response.status.reasonPhrase)")
        }
        if let coding = response.headers.first(name: "Content-Encoding"), coding.lowercased() != "identity" {
            throw RunFailure("\(request.url) answered in the coding \(coding), which was not asked for")
        }
        try await write(response.body)
        return .written(
            etag: response.headers.first(name: "ETag"), lastModified: response.headers.first(name: "Last-Modified"))
    }

    private func write(_ body: HTTPClientResponse.Body) async throws {
        let (path, threads) = (path, threads)
        let file = try await threads.run { try PartialFile(path: path) }
        var count: Int64 = 0
        do {
            for try await buffer in body {
                count += Int64(buffer.readableBytes)
                guard count <= request.limitBytes else {
                    throw RunFailure("\(request.url) gives more than \(request.limitBytes) bytes (max_size)")
                }
                try await threads.run { try buffer.withUnsafeReadableBytes { try file.append($0) } }
            }
            try await threads.run { try file.finish() }
        } catch {
            try? await threads.run { file.abandon() }
            throw error
        }
    }
}

import AsyncHTTPClient
public import FileFlow
import Foundation
public import Jobs
import Model
import NIOCore
import NIOHTTP1

/// POSTs messages as JSON. The address and the header may be secrets: neither is ever in an error.
public struct WebhookSender: AlertSender {
    private static let timeout = TimeAmount.seconds(15)
    private static let longestSecret = 4096

    private let credentialsDirectory: String?
    private let threads: BlockingThreads

    public init(credentialsDirectory: String?, threads: BlockingThreads) {
        self.credentialsDirectory = credentialsDirectory
        self.threads = threads
    }

    public func send(_ message: AlertMessage, to webhook: Webhook) async throws {
        let url: String
        switch webhook.address {
        case .url(let text): url = text
        case .secret(let reference): url = try await secret(reference)
        }
        guard Webhook.isTrusted(url) else {
            throw RunFailure("the address of the web hook must begin with https://", isMisconfigured: true)
        }
        let place = URL(string: url)?.host() ?? "the web hook"
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "User-Agent", value: "entrada")
        request.headers.add(name: "Content-Type", value: "application/json")
        // A receiver that knows it takes the second of two messages with one id for the first.
        request.headers.add(name: "Idempotency-Key", value: message.id)
        if let reference = webhook.secret {
            request.headers.replaceOrAdd(name: webhook.header, value: try await secret(reference))
        }
        request.body = .bytes(ByteBuffer(bytes: try JSONEncoder.stable().encode(message)))
        let status = try await post(request, to: place)
        guard (200..<300).contains(status) else { throw RunFailure("\(place) responded with status \(status)") }
    }

    /// Redirections are not followed: the secret is for this address only.
    private func post(_ request: HTTPClientRequest, to place: String) async throws -> UInt {
        var configuration = HTTPClient.Configuration(timeout: .init(connect: .seconds(5), read: .seconds(10)))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.redirectConfiguration = .disallow
        let client = HTTPClient(configuration: configuration)
        do {
            let status = try await client.execute(request, timeout: Self.timeout).status.code
            try await client.shutdown()
            return status
        } catch {
            try? await client.shutdown()
            throw RunFailure(
                "\(place) cannot be reached: \(type(of: error)).\(error)".replacing(request.url, with: place))
        }
    }

    /// The first line of the file or credential.
    private func secret(_ reference: SecretReference) async throws -> String {
        guard let path = reference.path(credentialsDirectory: credentialsDirectory) else {
            throw RunFailure(
                "\(reference) is a credential of the service manager, but CREDENTIALS_DIRECTORY is not set")
        }
        return try await threads.run {
            guard let file = FileHandle(forReadingAtPath: path) else { throw RunFailure("\(path) cannot be read") }
            defer { try? file.close() }
            let text = String(decoding: try file.read(upToCount: Self.longestSecret) ?? Data(), as: UTF8.self)
            let line = text.prefix { !$0.isNewline }.trimmingCharacters(in: .whitespaces)
            if line.isEmpty { throw RunFailure("\(path) is empty") }
            return line
        }
    }
}

/// Delivers messages of alerts.
public protocol AlertSender: Sendable {
    /// - Throws: it was not delivered; what they say names no secret.
    func send(_ message: AlertMessage, to webhook: Webhook) async throws
}

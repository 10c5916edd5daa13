import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Talks to the daemon through its socket. All calls throw `ControlError`.
public struct ControlClient: Sendable {
    public let destination: ControlDestination
    /// How long a question may take; orders and verification may take longer.
    public var timeoutSeconds: Int64 = 30

    public init(socketPath: String) { destination = .socket(socketPath) }

    public init(_ destination: ControlDestination) { self.destination = destination }

    /// Whether somebody listens. Cheap: no request is made; of a URL it is taken for granted. Errors: `denied` when this
    /// user may not connect.
    public func isReachable() throws(ControlError) -> Bool {
        switch destination {
        case .socket(let path): try SocketFile(path: path).condition() == .listening
        case .url: true
        case .nowhere(let error): throw error
        }
    }

    func get<Reply: Decodable>(
        _ path: String, _ query: [(String, String?)] = [], seconds: Int64? = nil
    ) async throws(ControlError) -> Reply {
        try decode(await exchange("GET", path, query, body: nil, seconds: seconds))
    }

    func post<Reply: Decodable>(
        _ path: String, _ message: some Encodable, seconds: Int64? = nil
    ) async throws(ControlError) -> Reply {
        let body: Data
        do { body = try ControlCoding.encoder().encode(message) } catch { throw ControlError(wrapping: error) }
        return try decode(await exchange("POST", path, [], body: body, seconds: seconds))
    }

    /// One request; gives the body of a successful answer.
    func exchange(
        _ method: String, _ path: String, _ query: [(String, String?)], body: Data?, seconds: Int64?
    ) async throws(ControlError) -> Data {
        try await answer(method, path, query, body: body, seconds: seconds).body
    }

    /// The same with the headers of the answer.
    func answer(
        _ method: String, _ path: String, _ query: [(String, String?)], body: Data?, seconds: Int64?
    ) async throws(ControlError) -> (body: Data, headers: HTTPHeaders) {
        guard try isReachable() else {
            throw ControlError(
                .unreachable,
                "\(destination.name): no daemon listens here. Is entradad running? To use another socket, set --socket or "
                    + "ENTRADA_SOCKET")
        }
        var request = HTTPClientRequest(url: try url(path, query))
        request.method = .init(rawValue: method)
        if case .url(_, let token) = destination {
            request.headers.add(name: "authorization", value: "Bearer " + token)
        }
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        do {
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(seconds ?? timeoutSeconds))
            let bytes = Data(try await response.body.collect(upTo: ControlCoding.maximumBytes).readableBytesView)
            if (200..<300).contains(response.status.code) { return (bytes, response.headers) }
            throw refusal(Int(response.status.code), bytes)
        } catch let error as ControlError {
            throw error
        } catch {
            throw ControlError(.unreachable, "\(destination.name): no response from the daemon: \(error)")
        }
    }

    private func url(_ path: String, _ query: [(String, String?)]) throws(ControlError) -> String {
        var plain = CharacterSet.alphanumerics
        plain.insert(charactersIn: "-._~")
        func escape(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: plain) ?? "" }
        let pairs = query.compactMap { pair in pair.1.map { escape(pair.0) + "=" + escape($0) } }
        let tail = pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")
        return switch destination {
        case .socket(let socket): "http+unix://" + escape(socket) + "/v1/" + path + tail
        case .url(let url, token: _): url + "/v1/" + path + tail
        case .nowhere(let error): throw error
        }
    }

    private func decode<Reply: Decodable>(_ data: Data) throws(ControlError) -> Reply {
        do {
            return try JSONDecoder().decode(Reply.self, from: data)
        } catch {
            throw ControlError(
                .failed, "cannot read the daemon's response; do daemon and entradactl have the same version? (\(error))"
            )
        }
    }

    private func refusal(_ status: Int, _ body: Data) -> ControlError {
        if let reply = try? JSONDecoder().decode(ErrorReply.self, from: body) {
            return ControlError(reply.code, reply.error)
        }
        return ControlError(.failed, "the daemon responded with status \(status)")
    }
}

import AsyncHTTPClient
import Foundation
public import Ledger
import NIOCore
import NIOHTTP1

/// Talks to the daemon through its socket. All calls throw `ControlError`.
public struct ControlClient: Sendable {
    public let destination: ControlDestination
    /// How long a question may take; orders and verification may take longer.
    public var timeoutSeconds: Int64 = 30

    public init(socketPath: String) { destination = .socket(socketPath) }

    public init(_ destination: ControlDestination) { self.destination = destination }

    /// Whether somebody listens. Cheap: no request is made; of a URL it is taken for granted.
    ///
    /// - Throws: `denied` when this user may not connect.
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

/// Where the daemon is reached.
public enum ControlDestination: Sendable, Equatable {
    /// A unix socket on this machine.
    case socket(String)
    /// `http://host:port` or `https://…`, and the token to show there.
    case url(String, token: String)
    /// What was given is none; every call throws this.
    case nowhere(ControlError)

    /// As messages name it; never with the token.
    public var name: String {
        switch self {
        case .socket(let path): path
        case .url(let url, token: _): url
        case .nowhere: "nowhere"
        }
    }
}

extension ControlClient {
    public func live() async throws(ControlError) -> LiveStatus { try await get("live") }
    public func configuration() async throws(ControlError) -> ConfigurationReply { try await get("configuration") }
    public func status() async throws(ControlError) -> StatusReport { try await get("status") }
    public func jobs() async throws(ControlError) -> JobsReport { try await get("jobs") }

    public func runs(_ filter: RunFilter) async throws(ControlError) -> RunsReport {
        try await get(
            "runs",
            [
                ("job", filter.job), ("subject", filter.subject),
                ("state", filter.states.map(\.rawValue).joined(separator: ",")),
                ("limit", String(filter.limit)),
            ])
    }

    /// - Parameter ids: at most `RunFilter.maximumIDs`.
    public func runs(ids: [Int64]) async throws(ControlError) -> RunsReport {
        try await get("runs", [("ids", ids.map(String.init).joined(separator: ","))])
    }

    public func servers() async throws(ControlError) -> ServersReport { try await get("servers") }

    /// - Parameter key: a job, a run, a capture.
    public func why(_ key: String) async throws(ControlError) -> WhyReport { try await get("why", [("what", key)]) }

    public func files(_ filter: FileFilter) async throws(ControlError) -> FilesReport {
        try await get(
            "files",
            [
                ("server", filter.server), ("state", filter.states.map(\.rawValue).joined(separator: ",")),
                ("limit", String(filter.limit)),
            ])
    }

    public func run(_ id: Int64) async throws(ControlError) -> RunReport { try await get("run", [("id", String(id))]) }

    /// - Parameter key: an id, a name, a local name or a path.
    public func trace(_ key: String) async throws(ControlError) -> CaptureTrace {
        try await get("trace", [("file", key)])
    }

    public func events(limit: Int) async throws(ControlError) -> EventsReport {
        try await get("events", [("limit", String(limit))])
    }

    public func verify() async throws(ControlError) -> VerifyReport { try await get("verify", seconds: 3600) }
    public func doctor() async throws(ControlError) -> DoctorReport { try await get("doctor", seconds: 3600) }

    /// A piece of a run's output, from an offset on; empty at its end.
    public func log(run: Int64, offset: Int64) async throws(ControlError) -> RunLog.Chunk {
        let (data, headers) = try await answer(
            "GET", "log", [("run", String(run)), ("offset", String(offset))], body: nil, seconds: nil)
        let next = headers.first(name: RunLog.nextOffsetHeader).flatMap { Int64($0) }
        return RunLog.Chunk(data: data, next: next ?? offset + Int64(data.count))
    }
}

extension ControlClient {
    /// The answer to an order may wait for a commit, and for work that is in its way.
    private static let orderSeconds: Int64 = 120

    public func run(_ request: RunRequest) async throws(ControlError) -> RunReply {
        try await post("run", request, seconds: ControlClient.orderSeconds)
    }

    public func retry(_ request: RetryRequest) async throws(ControlError) -> RetryReply {
        try await post("retry", request, seconds: ControlClient.orderSeconds)
    }

    public func acknowledge(_ request: AckRequest) async throws(ControlError) -> AckReply {
        try await post("ack", request)
    }

    public func dismiss(_ request: DismissRequest) async throws(ControlError) -> MessageReply {
        try await post("dismiss", request, seconds: ControlClient.orderSeconds)
    }

    public func pause(_ request: PauseRequest) async throws(ControlError) -> MessageReply {
        try await post("pause", request)
    }

    public func resume(_ request: PauseRequest) async throws(ControlError) -> MessageReply {
        try await post("resume", request)
    }

    public func confirmClock(_ request: ClockRequest) async throws(ControlError) -> MessageReply {
        try await post("clock", request)
    }

    public func cancel(_ request: CancelRequest) async throws(ControlError) -> MessageReply {
        try await post("cancel", request)
    }

    public func drain(_ request: DrainRequest) async throws(ControlError) -> MessageReply {
        try await post("drain", request)
    }

    public func reload() async throws(ControlError) -> MessageReply {
        try await post("reload", [String: String](), seconds: ControlClient.orderSeconds)
    }

    /// It waits for all that runs, and may have much to look at.
    public func repair(_ request: RepairRequest) async throws(ControlError) -> RepairReply {
        try await post("repair", request, seconds: 4 * 3600)
    }

    public func testServer(_ request: ServerTestRequest) async throws(ControlError) -> ServerTestReport {
        try await post("server-test", request, seconds: request.seconds + 10)
    }

    public func lease(_ request: LeaseRequest) async throws(ControlError) -> LeaseReply {
        try await post("lease", request)
    }

    public func release(lease: Int64) async throws(ControlError) -> MessageReply {
        try await post("release", ReleaseRequest(lease: lease))
    }

    public func backup(to path: String) async throws(ControlError) -> LedgerVerification {
        try await post("backup", BackupRequest(path: path), seconds: 3600)
    }
}

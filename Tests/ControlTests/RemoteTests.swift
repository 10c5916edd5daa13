import AsyncHTTPClient
import Control
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import Testing

/// What TCP listeners give to whom.
struct RemoteTests {
    private static let reading = "reading-token-of-a-test-0123456789"
    private static let operating = "operating-token-of-a-test-0123456789"

    private static var store: TokenStore {
        var tokens = TokenSet()
        tokens.add(reading, AccessToken(name: "grafana", mayOperate: false))
        tokens.add(operating, AccessToken(name: "deploy", mayOperate: true))
        return TokenStore(tokens)
    }

    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Runs a server until `body`, which gets its port, is done.
    private func serving<Value: Sendable>(
        _ run: @escaping @Sendable (@escaping @Sendable (Int) async -> Void) async throws -> Void,
        _ body: @Sendable (Int) async throws -> Value
    ) async throws -> Value {
        let (ports, signal) = AsyncStream<Int>.makeStream()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { signal.finish() }
                try await run {
                    signal.yield($0)
                    signal.finish()
                }
            }
            var port = 0
            for await value in ports { port = value }
            if port == 0 { try await group.next() }
            let value = try await body(port)
            group.cancelAll()
            try await group.waitForAll()
            return value
        }
    }

    private func remote(
        _ bench: ControlBench, _ body: @Sendable (String) async throws -> Void
    ) async throws {
        let control = ControlServer(
            ledger: bench.ledger, service: bench.service, places: .init(socketPath: bench.socket, dataRoot: bench.root),
            monitoring: FakeMonitoring(), logger: Self.logger, mayOperate: { _ in false })
        try await serving { onReady in
            try await RemoteControlServer(
                control: control, host: "127.0.0.1", port: 0, store: Self.store, logger: Self.logger, onReady: onReady
            ).run()
        } _: { port in
            try await body("http://127.0.0.1:\(port)")
        }
    }

    private func pages(
        _ bench: ControlBench, tokens: TokenStore?, monitoring: FakeMonitoring = FakeMonitoring(),
        _ body: @Sendable (String) async throws -> Void
    ) async throws {
        try await serving { onReady in
            try await PagesServer(
                ledger: bench.ledger, service: bench.service, port: 0, monitoring: monitoring, tokens: tokens,
                logger: Self.logger, onReady: onReady
            ).run()
        } _: { port in
            try await body("http://127.0.0.1:\(port)")
        }
    }

    private func get(
        _ url: String, _ headers: [(String, String)] = [], method: HTTPMethod = .GET
    ) async throws -> (status: UInt, body: String, headers: HTTPHeaders) {
        var request = HTTPClientRequest(url: url)
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        let body = try await response.body.collect(upTo: 1 << 20)
        return (response.status.code, String(buffer: body), response.headers)
    }

    @Test func whoseTokenItIs() {
        let tokens = Self.store.tokens
        #expect(tokens.holder(of: Self.reading)?.name == "grafana")
        #expect(tokens.holder(authorization: "Bearer " + Self.operating)?.mayOperate == true)
        let basic = Data("anybody:\(Self.reading)".utf8).base64EncodedString()
        #expect(tokens.holder(authorization: "basic " + basic)?.name == "grafana")
        for header in [nil, "", "Bearer", "Bearer ", "Bearer x", Self.reading, "Bearer \(Self.reading)x", "Basic !"] {
            #expect(tokens.holder(authorization: header) == nil, "\(header ?? "none")")
        }
        #expect(TokenSet().holder(of: "") == nil)
    }

    @Test func withoutATokenNothingIsAnswered() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        try await remote(bench) { url in
            for path in ["/v1/status", "/metrics", "/health", "/ready", "/v1/log?run=1", "/nothing"] {
                let (status, body, headers) = try await get(url + path)
                #expect(status == 401, "\(path)")
                #expect(headers["www-authenticate"].first == "Bearer")
                #expect(!body.contains("ns1"))
                #expect(try await get(url + path, [("Authorization", "Bearer wrong")]).status == 401)
            }
            let post = try await get(url + "/v1/run", method: .POST)
            #expect(post.status == 401)
        }
        #expect(bench.service.orders.isEmpty)
    }

    @Test func rolesDecideWhoOperatesAndTheAuditHasTheName() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        try await remote(bench) { url in
            let reader = ControlClient(.url(url, token: Self.reading))
            #expect(try await reader.jobs().jobs.count == 2)
            #expect(try await get(url + "/metrics", [("Authorization", "Bearer " + Self.reading)]).status == 200)
            let denied = await #expect(throws: ControlError.self) {
                try await reader.pause(PauseRequest(requestID: "r", job: "fetch"))
            }
            #expect(denied?.code == .denied)
            #expect(denied?.message.contains("token:grafana") == true)
            let operating = ControlClient(.url(url, token: Self.operating))
            _ = try await operating.pause(PauseRequest(requestID: "r", job: "fetch"))
            // The files of a lease are read by a process of the daemon's machine.
            let lease = await #expect(throws: ControlError.self) {
                try await operating.lease(LeaseRequest(holder: "x", pid: 1, seconds: 1))
            }
            #expect(lease?.code == .denied)
            let wrong = await #expect(throws: ControlError.self) {
                try await ControlClient(.url(url, token: "wrong")).jobs()
            }
            #expect(wrong?.code == .denied)
        }
        #expect(bench.service.orders.map(\.caller.who) == ["token:deploy"])
    }

    @Test func theProgramAsksAURL() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let program = ControlProgram(bench)
        let file = bench.root + "/token"
        try Data((Self.operating + "\n").utf8).write(to: URL(fileURLWithPath: file))
        try await remote(bench) { url in
            let status = try await program("status", "--json", "--url", url, "--token-file", file)
            #expect(status.status == 0, "\(status.errors)")
            #expect(status.output.contains("\"version\" : \"test\"") || status.output.contains("\"version\":\"test\""))
            #expect(try await program("run", "fetch", "--url", url + "/", "--token-file", file).status == 0)
            let without = try await program("status", "--url", url)
            #expect(without.status == 2)
            #expect(without.errors.contains("--token-file"))
            #expect(try await program("status", "--url", "ftp://x", "--token-file", file).status == 2)
            #expect(try await program("status", "--url", url, "--token-file", "/nowhere").status == 2)
        }
        #expect(bench.service.orders.map(\.caller.who) == ["token:deploy"])
        // Nothing is read from the ledger's file instead.
        #expect(try await program("status", "--url", "http://127.0.0.1:1", "--token-file", file).status == 3)
    }

    @Test func pagesAndMetricsMayWantAToken() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let sick = FakeMonitoring(problems: [.init(reason: "disk", detail: "of ns1")], phase: "recovering ns1")
        try await pages(bench, tokens: Self.store, monitoring: sick) { url in
            for path in ["/", "/metrics"] {
                #expect(try await get(url + path).status == 401)
                let basic = "Basic " + Data("x:\(Self.reading)".utf8).base64EncodedString()
                #expect(try await get(url + path, [("Authorization", basic)]).status == 200)
            }
            for path in ["/health", "/ready"] {
                let closed = try await get(url + path)
                #expect(closed.status == 503 && !closed.body.contains("ns1"))
                let open = try await get(url + path, [("Authorization", "Bearer " + Self.reading)])
                #expect(open.status == 503 && open.body.contains("ns1"))
            }
        }
    }

    @Test func withoutTokensTheNameIsChecked() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        try await pages(bench, tokens: nil) { url in
            let metrics = try await get(url + "/metrics")
            #expect(metrics.status == 200)
            #expect(metrics.headers.first(name: "content-type") == "text/plain; version=0.0.4; charset=utf-8")
            #expect(try await get(url + "/metrics", [("Host", "evil.example")]).status == 421)
            #expect(try await get(url + "/metrics", [("Host", "192.0.2.1:8053")]).status == 200)
            let health = try await get(url + "/health")
            #expect(health.status == 200)
            #expect(try JSONDecoder().decode(HealthReport.self, from: Data(health.body.utf8)).isWell)
            #expect(try await get(url + "/ready").status == 200)
        }
    }
}

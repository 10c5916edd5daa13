import AsyncHTTPClient
import Control
import Foundation
import Ledger
import Logging
import NIOCore
import NIOHTTP1
import Testing

/// The page on the loopback port.
struct PagesTests {
    @Test func thePageShowsTheStatusAndEscapesIt() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        try await bench.ledger.write {
            try $0.pause(job: "fetch", who: "test", reason: "<script>alert('x')</script>", untilUs: nil)
        }
        let (status, html, policy) = try await get(bench, host: nil)
        #expect(status == .ok)
        #expect(html.contains("<td>ns1</td>"))
        #expect(html.contains("paused: &lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"))
        #expect(!html.contains("<script>"))
        #expect(!html.contains("src=") && !html.contains("href="))
        #expect(html.contains("http-equiv=\"refresh\""))
        #expect(policy?.hasPrefix("default-src 'none'") == true)
    }

    @Test func aForeignNameIsTurnedAway() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let (status, html, _) = try await get(bench, host: "evil.example:80")
        #expect(status == .misdirectedRequest)
        #expect(!html.contains("ns1"))
    }

    private func get(_ bench: ControlBench, host: String?) async throws -> (HTTPResponseStatus, String, String?) {
        let (ports, signal) = AsyncStream<Int>.makeStream()
        let server = PagesServer(
            ledger: bench.ledger, service: bench.service, port: 0,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onReady: {
                signal.yield($0)
                signal.finish()
            })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { signal.finish() }
                try await server.run()
            }
            var port = 0
            for await value in ports { port = value }
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/")
            if let host { request.headers.add(name: "host", value: host) }
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
            let body = try await response.body.collect(upTo: 1 << 20)
            group.cancelAll()
            try await group.waitForAll()
            return (response.status, String(buffer: body), response.headers.first(name: "content-security-policy"))
        }
    }
}

import Foundation
import Jobs
import Ledger
import RealServers
import Testing
import TestSupport
import WorkerProtocol

@testable import Orchestrator

/// Reference data over HTTP from a server that answers well, badly, or not at all.
@Suite("refreshing reference data")
struct RefreshRunTests {
    private static let list = "// ===BEGIN ICANN DOMAINS===\ncom\nnl\n// ===END ICANN DOMAINS===\n"

    /// A bench whose job fetches the suffix list; its worker accepts what begins like one.
    private func bench(_ server: ScriptedHTTPServer, change: (inout RefreshParameters) -> Void = { _ in })
        async throws -> OrchestratorBench
    {
        var parameters = RefreshParameters()
        parameters.suffixListURL = server.url("list")
        parameters.maximumSize = 4096
        change(&parameters)
        let job = JobDefinition(
            name: "refresh", kind: .refresh, retry: Job.retry(1), parameters: parameters)
        return try await OrchestratorBench(jobs: [job, Job.stage, Job.decode]) { call in
            guard let check = call.checking else { return try await call.decode() }
            let text = FileManager.default.contents(atPath: check.file) ?? Data()
            if text.starts(with: Data("//".utf8)) || check.kind != .suffixList { return .exited(0) }
            return try await call.fail(65, "the file is not a public suffix list")
        }
    }

    private func refresh(_ bench: OrchestratorBench) async throws -> (state: String, said: String) {
        bench.clock.advance(.seconds(1))
        let order = RunOrder(id: "r\(bench.clock.nowUs)", job: "refresh", who: "root(0)", reason: "a test")
        _ = try await bench.orchestrator.operations.request(order)
        try await bench.settle()
        let run = try #require(try await bench.runs("refresh").last)
        return (run.state.rawValue, run.error ?? run.result ?? "")
    }

    private func current(_ bench: OrchestratorBench) throws -> String? {
        let path = bench.absolute("reference/public_suffix_list.dat")
        return FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("a good file is swapped in, asked for with its validators, and used by the next decode")
    func good() async throws {
        let server = ScriptedHTTPServer { request in
            if request.headers["if-none-match"] == "\"v1\"" {
                return ScriptedHTTPServer.answer("", status: "304 Not Modified")
            }
            return ScriptedHTTPServer.answer(
                Self.list, headers: ["ETag: \"v1\"", "Last-Modified: Sat, 21 Nov 2026 08:00:00 GMT"])
        }
        defer { server.stop() }
        let bench = try await bench(server)
        #expect(try await refresh(bench) == ("completed", #"{"refreshed":["suffix_list"],"unchanged":[]}"#))
        #expect(try current(bench) == Self.list)
        #expect(try await refresh(bench) == ("completed", #"{"refreshed":[],"unchanged":["suffix_list"]}"#))
        #expect(server.requests.last?.headers["if-modified-since"] == "Sat, 21 Nov 2026 08:00:00 GMT")
        try bench.push("a.pcap")
        _ = try await bench.orchestrator.operations.request(
            RunOrder(id: "s", job: "stage", who: "root(0)", reason: "a test"))
        try await bench.settle()
        let decode = try #require(bench.launcher.calls.compactMap(\.decoding).last)
        #expect(decode.enrichment.suffix_list == bench.absolute("reference/public_suffix_list.dat"))
        #expect(try await bench.troubles().isEmpty)
    }

    @Test("bytes that are here already are no news, whatever the server says of its versions")
    func sameBytes() async throws {
        let server = ScriptedHTTPServer { _ in ScriptedHTTPServer.answer(Self.list) }
        defer { server.stop() }
        let bench = try await bench(server)
        _ = try await refresh(bench)
        let checks = bench.launcher.calls.count
        #expect(try await refresh(bench).said == #"{"refreshed":[],"unchanged":["suffix_list"]}"#)
        #expect(bench.launcher.calls.count == checks)
    }

    static let failures: [(name: String, answer: String, said: String)] = [
        ("an error", ScriptedHTTPServer.answer("sorry", status: "500 Internal Server Error"), "answered 500"),
        ("a missing file", ScriptedHTTPServer.answer("", status: "404 Not Found"), "answered 404"),
        ("an empty file", ScriptedHTTPServer.answer(""), "returned an empty file"),
        (
            "an error page", ScriptedHTTPServer.answer("<html>" + String(repeating: "x", count: 90)),
            "not a public suffix"
        ),
        ("a cut body", "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + list, ""),
        ("a cut chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + list, ""),
        ("a small file", ScriptedHTTPServer.answer("// nothing\n"), "less than half"),
        ("a large file", ScriptedHTTPServer.answer(String(repeating: "// x\n", count: 1000)), "more than 4096 bytes"),
        ("nonsense", "220 mail.example.org ESMTP\r\n\r\n", ""),
        ("silence", "", ""),
        (
            "a coding", ScriptedHTTPServer.answer(list, headers: ["Content-Encoding: x-own"]),
            "which was not requested"
        ),
        ("no change of nothing asked", ScriptedHTTPServer.answer("", status: "304 Not Modified"), "answered 304"),
    ]

    @Test("what is refused leaves the last good one", arguments: failures)
    func bad(name: String, answer: String, said: String) async throws {
        let server = ScriptedHTTPServer { _ in ScriptedHTTPServer.answer(Self.list) }
        defer { server.stop() }
        let bench = try await bench(server)
        _ = try await refresh(bench)
        server.follow { _ in answer }
        let outcome = try await refresh(bench)
        #expect(outcome.state == "discarded", "\(name): \(outcome)")
        #expect(said.isEmpty || outcome.said.contains(said), "\(name): \(outcome)")
        #expect(outcome.said.contains("stays in use"))
        #expect(try current(bench) == Self.list)
        #expect(try bench.names("reference").filter { $0.hasSuffix(".part") }.isEmpty)
    }

    private static func leadingTo(_ location: String) -> String {
        ScriptedHTTPServer.answer("", status: "302 Found", headers: ["Location: \(location)"])
    }

    @Test("redirects are followed, also relative ones, with the validators")
    func redirects() async throws {
        let server = ScriptedHTTPServer { request in
            switch request.path {
            case "list": Self.leadingTo("/lists/newest")
            case "lists/newest": Self.leadingTo("today")
            default: ScriptedHTTPServer.answer(Self.list, headers: ["ETag: \"v1\""])
            }
        }
        defer { server.stop() }
        let bench = try await bench(server)
        #expect(try await refresh(bench).state == "completed")
        #expect(try current(bench) == Self.list)
        #expect(server.requests.map(\.path) == ["list", "lists/newest", "lists/today"])
        _ = try await refresh(bench)
        #expect(server.requests.last?.headers["if-none-match"] == "\"v1\"")
    }

    @Test(
        "nobody is led to an open address, to a file, or round in circles",
        arguments: ["http://lists.example/newest", "file:///etc/passwd", "list", "//lists.example/newest"])
    func badRedirects(location: String) async throws {
        let server = ScriptedHTTPServer { _ in Self.leadingTo(location) }
        defer { server.stop() }
        let bench = try await bench(server)
        let outcome = try await refresh(bench)
        #expect(outcome.state == "discarded")
        #expect(
            outcome.said.contains(location == "list" ? "more than 5 times" : "does not use https"), "\(outcome)")
        #expect(try current(bench) == nil)
    }

    @Test("one that fails does not keep the others back; a dead server is told")
    func others() async throws {
        let dead = LoopbackSocket()
        let server = ScriptedHTTPServer { request in
            request.path == "q2"
                ? ScriptedHTTPServer.answer("", status: "503 Service Unavailable")
                : ScriptedHTTPServer.answer("192.0.2.0/24\n")
        }
        defer { server.stop() }
        let bench = try await bench(server) {
            $0.suffixListURL = "http://127.0.0.1:\(dead.port)/list"
            $0.resolverListURLs = ["Quad9": [server.url("q1"), server.url("q2")], "Google": [server.url("g")]]
        }
        let outcome = try await refresh(bench)
        #expect(outcome.state == "discarded")
        #expect(outcome.said.contains("suffix_list: ") && outcome.said.contains("Quad9 (2): "), "\(outcome)")
        #expect(
            try bench.names("reference/resolvers").filter { !$0.hasSuffix(".json") }.sorted() == [
                "Google.0", "Quad9.0",
            ])
        try bench.push("a.pcap")
        _ = try await bench.orchestrator.operations.request(
            RunOrder(id: "s", job: "stage", who: "root(0)", reason: "a test"))
        try await bench.settle()
        let decode = try #require(bench.launcher.calls.compactMap(\.decoding).last)
        #expect(
            decode.enrichment.resolver_lists.first
                == .init(name: "Google", file: bench.absolute("reference/resolvers/Google.0")))
    }

    @Test("a file that something else puts there is taken when it has changed")
    func file() async throws {
        let server = ScriptedHTTPServer { _ in "" }
        defer { server.stop() }
        let folder = try TestFolder()
        let source = folder["asn.mmdb"]
        let bench = try await bench(server) {
            $0.suffixListURL = nil
            $0.asnDatabaseURL = "file://" + source
        }
        #expect(try await refresh(bench).said.contains("cannot read " + source))
        try folder.write("one", to: "asn.mmdb")
        #expect(try await refresh(bench).said == #"{"refreshed":["geo_asn"],"unchanged":[]}"#)
        #expect(try await refresh(bench).said == #"{"refreshed":[],"unchanged":["geo_asn"]}"#)
        try folder.write("another", to: "asn.mmdb")
        #expect(try await refresh(bench).said == #"{"refreshed":["geo_asn"],"unchanged":[]}"#)
        let current = FileManager.default.contents(atPath: bench.absolute("reference/asn.mmdb"))
        #expect(current == Data("another".utf8))
    }
}

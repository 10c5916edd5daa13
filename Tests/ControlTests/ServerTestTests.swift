import Control
import Foundation
import Ledger
import Model
import Testing

/// Tests of name servers, and why nothing comes from one.
struct ServerTestTests {
    @Test func theProgramShowsTheTestAndEndsAsItEnded() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let program = ControlProgram(bench)
        let (good, bad, json, unknown) = try await bench.serving { _ in
            (
                try await program("servers", "test", "ns1"), try await program("servers", "test", "ns2"),
                try await program("servers", "test", "ns2", "--json"), try await program("servers", "test", "ns3")
            )
        }
        #expect(good.status == 0, "\(good.errors)")
        for text in [
            "SHA256:abc (ssh-ed25519), known", "curve25519-sha256", "aes256-ctr, hmac-sha2-256", "publickey",
            "2 files match '*.pcap', 20 B", "1 files would be fetched now, 10 B",
            "1 × known already: archived, such as b.pcap",
        ] { #expect(good.output.contains(text), "\(good.output)") }
        #expect(bad.status == 1)
        #expect(bad.output.contains("failed at login after 250ms\n  the server refuses the key"), "\(bad.output)")
        let value = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
        #expect(json.status == 1)
        #expect(try JSONPage().problems(value, "serverTest") == [])
        #expect(unknown.status == 4)
        #expect(try await program("servers", "test", "ns1").status == 3, "without a daemon nobody has the keys")
        #expect(try await program("servers", "test", "ns1", "--seconds", "0").status == 2)
    }

    @Test func whoMayOnlyLookMayNotTest() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        try await bench.serving { _ in
            false
        } _: { client in
            _ = await #expect(throws: ControlError.self) {
                try await client.testServer(ServerTestRequest(server: "ns1"))
            }
        }
        #expect(bench.service.orders == [])
    }

    private func why(_ key: String, _ bench: ControlBench, _ servers: LiveServer...) async throws -> WhyReport {
        var live = bench.service.status
        live.servers = servers
        return try await bench.ledger.read { [live] in
            try WhyReport(view: $0, key: key, live: live, waiting: [:], nowUs: ControlBench.nowUs)
        }
    }

    @Test func aServerThatIsLeftAloneSaysUntilWhenAndWhy() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let report = try await why(
            "ns2", bench,
            LiveServer(
                name: "ns2", source: "sftp", enabled: true, heldUntilUs: ControlBench.nowUs + 60_000_000,
                lastAskedUs: ControlBench.nowUs - 30_000_000, lastError: "no route to host",
                notFetched: ["not complete yet": 2], rule: FetchRule(job: "fetch", minAgeSeconds: 5, quietSeconds: 7)))
        #expect(report.subject == "server ns2" && report.state == "on")
        let answers = report.answers.map(\.why)
        #expect(answers[0].contains("it is skipped until") && answers[0].contains("in 1m"))
        #expect(report.answers[0].advice == "to run it now: entradactl run fetch --server ns2")
        #expect(answers[1] == "polling it failed: no route to host")
        #expect(report.answers[1].advice == "to test the connection: entradactl servers test ns2")
        #expect(answers.contains("it was last polled 30s ago, and has not answered since the daemon started"))
        #expect(answers.contains("2 files of its last listing not fetched: not complete yet"))
        #expect(
            answers.contains {
                $0.contains("two listings, 5 s apart (min_age)") && $0.contains("7 s apart if it is the newest")
            })
        #expect(answers.contains { $0.hasPrefix("waiting from it: 1 capture") })
    }

    @Test func aServerThatIsWellOffOrGoneSaysSo() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let well = LiveServer(
            name: "ns1", source: "local", enabled: true, lastAskedUs: ControlBench.nowUs - 2_000_000,
            lastAnsweredUs: ControlBench.nowUs - 2_000_000)
        #expect(try await why("ns1", bench, well).answers.contains { $0.why == "its last listing showed no new files" })
        let off = LiveServer(name: "ns1", source: "local", enabled: false)
        #expect(try await why("server:ns1", bench, off).answers.first?.why == "it is disabled")
        #expect(try await why("ns1", bench).answers.first?.why == "it is no longer configured")
        await #expect(throws: LedgerError.self) { try await why("server:ns9", bench) }
        let pushed = LiveServer(name: "fetch", source: "pushed", enabled: true)
        #expect(try await why("fetch", bench, pushed).subject == "job fetch", "a job comes first")
        #expect(
            try await why("server:fetch", bench, pushed).answers.contains {
                $0.why.contains("the daemon does not poll it")
            })
    }
}

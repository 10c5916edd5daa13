import Control
import Foundation
import Ledger
import Model
import Testing

/// `why` gives the reason that holds, and what to do about it.
struct WhyTests {
    private func why(
        _ key: String, _ bench: ControlBench, waiting: [Int64: String] = [:], live: LiveStatus? = nil
    ) async throws -> WhyReport {
        let live = live ?? bench.service.status
        return try await bench.ledger.read {
            try WhyReport(view: $0, key: key, live: live, waiting: waiting, nowUs: ControlBench.nowUs)
        }
    }

    @Test func aCaptureInQuarantineHasItsReason() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        for key in ["capture:\(bench.files[1])", "b.pcap"] {
            let report = try await why(key, bench)
            #expect(report.subject == "capture \(bench.files[1]) (b.pcap of ns1)" && report.state == "quarantined")
            #expect(report.answers.map(\.why).contains("it could not be processed: not a capture"))
            #expect(report.answers.last?.advice?.contains("entradactl quarantine dismiss \(bench.files[1])") == true)
        }
    }

    @Test func aRunHasItsErrorItsDueTimeOrTheSchedulersReason() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let failed = try await why("\(bench.runs[1])", bench)
        #expect(failed.answers.first?.why.contains("not a capture") == true)
        #expect(failed.answers.first?.advice?.contains("entradactl retry \(bench.runs[1])") == true)
        let (late, now) = try await bench.ledger.write { tx in
            func make(_ subject: RunSubject, _ dueUs: Int64) throws -> Int64 {
                try tx.createRun(
                    NewRun(
                        job: "fetch", kind: "fetch", subject: subject, cause: "x", priority: 0, nominalUs: dueUs,
                        dueUs: dueUs)
                ).id
            }
            return (try make("ns1", ControlBench.nowUs + 90_000_000), try make("ns2", ControlBench.nowUs - 1))
        }
        #expect(try await why("run:\(late)", bench).answers.map(\.why) == ["it is due in 1m 30s"])
        #expect(
            try await why("\(now)", bench, waiting: [now: "the pool sftp is full"]).answers.map(\.why)
                == ["the pool sftp is full"])
        let job = try await why("fetch", bench, waiting: [now: "the pool sftp is full"])
        #expect(
            job.answers.map(\.why) == [
                "run \(late) (ns1): it is due in 1m 30s", "run \(now) (ns2): the pool sftp is full",
            ])
    }

    @Test func aJobThatIsHeldBackSaysByWhom() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        try await bench.ledger.write { tx in
            try tx.pause(job: "fetch", who: "ann(1000)", reason: "the line is dug up", untilUs: nil)
        }
        let report = try await why("fetch", bench)
        #expect(report.state == "paused")
        #expect(report.answers.first?.why == "it is paused by ann(1000): the line is dug up")
        #expect(report.answers.first?.advice == "entradactl resume fetch")
        // A capture that waits for it hears of it, too.
        let capture = try await why("capture:\(bench.files[2])", bench)
        #expect(capture.answers.contains { $0.why == "job fetch: it is paused by ann(1000): the line is dug up" })
    }

    @Test func whatHoldsEverythingBackComesFirst() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        var live = bench.service.status
        live.draining = true
        live.warnings = ["the data root cannot be written"]
        let report = try await why("capture:\(bench.files[2])", bench, live: live)
        #expect(report.answers[0].why == "the daemon is stopping, and starts no new runs")
        #expect(report.answers[1].why == "the daemon reports: the data root cannot be written")
        // What is done is not held back by anything.
        #expect(try await why("\(bench.runs[0])", bench, live: live).answers.count == 1)
    }

    @Test func aCaptureOfAServerThatIsLeftAloneSaysUntilWhen() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        var live = bench.service.status
        live.servers = [
            LiveServer(name: "ns2", source: "sftp", enabled: true, heldUntilUs: ControlBench.nowUs + 60_000_000)
        ]
        let report = try await why("capture:\(bench.files[2])", bench, live: live)
        #expect(report.answers.contains { $0.why.hasPrefix("its server is skipped until 2026-02-25 ") })
        live.servers = []
        let strange = try await why("capture:\(bench.files[2])", bench, live: live)
        #expect(strange.answers.first?.why == "its server, ns2, is no longer configured")
    }

    @Test func aCaptureThatCannotBeHadSaysWhyFirst() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let id = bench.files[2]
        try await bench.ledger.write { tx in
            try tx.recordTrouble(capture: id, error: "no permission to read /out/a.pcap", isHopeless: true, run: nil) {
                _ in ControlBench.nowUs + 90_000_000
            }
        }
        let answer = try #require(try await why("capture:\(id)", bench).answers.first)
        #expect(answer.why.hasPrefix("fetching or adopting it failed, 1 attempt so far, the next one in 1m 30s"))
        #expect(answer.why.hasSuffix("no longer wait for it: no permission to read /out/a.pcap"))
        #expect(answer.advice?.hasSuffix("entradactl run fetch --server ns2") == true)
        let (servers, status) = try await bench.ledger.read { view in
            (
                try ServersReport(view: view, live: nil).servers,
                try StatusReport(view: view, live: nil, nowUs: ControlBench.nowUs)
            )
        }
        #expect(servers.map(\.troubled) == [0, 1] && servers[1].trouble?.name == "a.pcap")
        #expect(status.troubles?.map(\.capture) == [id])
        let screen = StatusScreen(status, terminal: .none).lines.joined(separator: "\n")
        #expect(
            screen.contains("Captures that cannot be fetched or adopted")
                && screen.contains("ns2 a.pcap: no permission"))
    }

    @Test func whatIsNotKnownIsNotFound() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        for key in ["nothing", "capture:999", "999"] {
            await #expect(throws: LedgerError.self) { try await why(key, bench) }
        }
    }

    @Test func theProgramPrintsItWithAndWithoutADaemon() async throws {
        let bench = try await ControlBench()
        defer { bench.remove() }
        let program = ControlProgram(bench)
        let online = try await bench.serving { _ in try await program("why", "b.pcap") }
        #expect(online.status == 0, "\(online.errors)")
        #expect(online.output.hasPrefix("capture \(bench.files[1]) (b.pcap of ns1): quarantined\n"))
        #expect(online.output.contains("    → once the cause is fixed: entradactl quarantine release"))
        try bench.ledger.close()
        try Data().write(to: URL(fileURLWithPath: bench.root + "/lock"))
        let offline = try await program("why", "fetch")
        #expect(offline.output.contains("no daemon runs"))
    }
}

import Control
import Foundation
import Ledger
import Model
import Testing

/// Reports that are made of what the daemon says now.
struct LiveReportTests {
    private func status(_ workers: [LiveWorker]) -> LiveStatus {
        LiveStatus(
            version: "t", pid: 1, startedUs: 0, incarnation: 1, configPath: "/c", jobsPath: "/j", workers: workers)
    }

    private func worker(_ run: Int64, pid: Int32?, bytes: Int64, packets: Int64, cpuUs: Int64?) -> LiveWorker {
        LiveWorker(
            run: run, job: "decode", subject: "capture:\(run)", pid: pid, startedUs: 0, bytes: bytes, packets: packets,
            cpuUs: cpuUs, rssBytes: 1 << 20)
    }

    @Test func ratesAreThoseSinceTheLookBefore() {
        let before = WorkerSample(
            status([
                worker(1, pid: 11, bytes: 1000, packets: 10, cpuUs: 500_000),
                worker(2, pid: 12, bytes: 9000, packets: 90, cpuUs: 500_000),
            ]), nowUs: 10_000_000)
        let now = WorkerSample(
            status([
                worker(1, pid: 11, bytes: 5000, packets: 30, cpuUs: 2_500_000),
                // It was tried again, in another process; the third one is new.
                worker(2, pid: 13, bytes: 100, packets: 1, cpuUs: 1000),
                worker(3, pid: nil, bytes: 7, packets: 0, cpuUs: nil),
            ]), nowUs: 12_000_000)
        let report = TopReport(from: before, to: now)
        #expect(report.workers.map(\.worker.run) == [1, 2, 3])
        #expect(report.workers[0].processors == 1.0)
        #expect(report.workers[0].bytesPerSecond == 2000)
        #expect(report.workers[0].packetsPerSecond == 10)
        for line in report.workers[1...] {
            #expect(line.processors == nil && line.bytesPerSecond == nil && line.packetsPerSecond == nil)
        }
        let lines = TopScreen.lines(report, terminal: .none)
        #expect(lines[0] == "1970-01-01 00:00:12Z: 3 running, 100 % of a processor, 3.0 MiB resident")
        #expect(lines[3].contains("100 %") && lines[3].contains("1.9 KiB"))
    }

    @Test func progressTellsWhatIsLeftOnceSomethingHasEnded() {
        func line(_ id: Int64, _ state: RunState) throws -> RunLine {
            let text = """
                {"id":\(id),"job":"j","kind":"k","subject":"-","cause":"c","state":"\(state.rawValue)","nominalUs":0,
                "dueUs":0,"availableUs":0,"attempt":1,"failures":0}
                """
            return try JSONDecoder().decode(RunLine.self, from: Data(text.utf8))
        }
        #expect(throws: Never.self) {
            let none = RunsProgress([try line(1, .running)], total: 4, startedUs: 0, nowUs: 9_000_000)
            #expect(none.leftUs == nil && none.bar(width: 8) == "[........] 0 of 4, 9.0s")
            let some = RunsProgress(
                [try line(1, .completed), try line(2, .discarded), try line(3, .running)], total: 4, startedUs: 0,
                nowUs: 20_000_000)
            #expect(some.leftUs == 20_000_000 && some.share == 0.5)
            #expect(some.bar(width: 8) == "[####....] 2 of 4, 1 failed, 20s, about 20s left")
            let all = RunsProgress([try line(1, .completed)], total: 1, startedUs: 5, nowUs: 5)
            #expect(all.bar(width: 4) == "[####] 1 of 1, 0ms")
        }
    }

    @Test func serversAreThoseConfiguredAndThoseKnown() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        var live = bench.service.status
        live.servers = [
            LiveServer(name: "ns2", source: "sftp", enabled: true, heldUntilUs: ControlBench.nowUs + 1_000_000),
            LiveServer(name: "ns3", source: "local", enabled: false),
        ]
        let known = live
        let report = try await bench.ledger.read { try ServersReport(view: $0, live: known) }
        #expect(report.servers.map(\.name) == ["ns1", "ns2", "ns3"])
        #expect(report.servers.map(\.source) == [nil, "sftp", "local"])
        #expect(report.servers[0].captures == ["loaded": 1, "quarantined": 1] && report.servers[0].waiting == 0)
        #expect(report.servers[0].newestUs == ControlBench.nowUs - 600_000_000)
        #expect(report.servers[1].waiting == 1 && report.servers[1].waitingBytes == 5)
        #expect(report.servers[2].newestUs == nil && report.servers[2].enabled == false)
        let lines = ServersScreen.table(report.servers, nowUs: ControlBench.nowUs).lines(.none)
        #expect(lines[1].hasPrefix("ns1") && lines[1].contains("10m ago"))
        #expect(lines[2].contains("skipped; next poll in 1.0s"))
        #expect(lines[3].contains("off"))
    }
}

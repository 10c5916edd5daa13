import Foundation
import Jobs
import Ledger
import Measures
import Reconciliation
import SharedInputs
import Testing
import TestSupport
import WorkerProtocol

@testable import Orchestrator

@Suite("metrics and health")
struct MonitorTests {
    private func monitor(_ bench: OrchestratorBench) -> Monitor {
        let dispatcher = AlertDispatcher(
            dependencies: bench.dependencies, scheduler: bench.orchestrator, sender: ScriptedSender())
        return Monitor(dependencies: bench.dependencies, scheduler: bench.orchestrator, dispatcher: dispatcher)
    }

    private func metrics(_ bench: OrchestratorBench) async throws -> PrometheusText {
        try PrometheusText(MetricText.write(try await monitor(bench).families()))
    }

    @Test("the text of any family can be read back, whatever its labels say")
    func text() throws {
        var gauge = MetricFamily("a_b", kind: .gauge, help: "Back\\slash and\nline.")
        let odd = "quote \" back\\slash \n line } , = é"
        gauge.add(1.5, [MetricLabel("x", odd), MetricLabel("y", "")])
        gauge.add(-3, [MetricLabel("x", "other")])
        gauge.add(.infinity)
        var histogram = Histogram(bounds: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 7, .nan] { histogram.observe(value) }
        var family = MetricFamily("c", kind: .histogram, help: "h")
        family.add(histogram, [MetricLabel("job", "j")])
        let text = MetricText.write([gauge, family])
        #expect(text.contains("a_b{x=\"other\"} -3\n"))
        let read = try PrometheusText(text)
        #expect(read.value("a_b", ["x": odd]) == 1.5)
        #expect(read.samples.contains { $0.name == "a_b" && $0.labels.isEmpty && $0.value == .infinity })
        #expect(read.value("c_bucket", ["le": "0.1"]) == 2)
        #expect(read.value("c_bucket", ["le": "+Inf"]) == 4)
        #expect(read.value("c_sum") == 7.65)
        #expect(read.types == ["a_b": "gauge", "c": "histogram"])
    }

    @Test(
        "the reader of these tests refuses what the format does not allow",
        arguments: [
            "a 1", "# TYPE a gauge\na 1\n", "# HELP a x\n# TYPE a gauge\nb 1\n",
            "# HELP a x\n# TYPE a gauge\na{b=c} 1\n",
            "# HELP a x\n# TYPE a gauge\na 1\na 2\n", "# HELP a x\n# TYPE a histogram\na_bucket{le=\"1\"} 1\n",
            "# HELP a x\n# TYPE a gauge\na{b=\"\\x\"} 1\n", "# HELP a x\n# TYPE a gauge\na nan\n",
        ])
    func strict(text: String) {
        let isWithoutHelp = text.hasPrefix("# TYPE")
        if isWithoutHelp { return #expect((try? PrometheusText(text))?.help["a"] == nil) }
        #expect(throws: PrometheusText.Wrong.self) { try PrometheusText(text) }
    }

    @Test("a capture on its way through is counted where it is and where it was")
    func life() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode(attempts: 2, files: 1)]) { call in
            if call.capture?.path.contains("bad") == true { return try await call.fail(1, "worker fault") }
            return try await call.decode()
        }
        try bench.push("good.pcap", "12345")
        try bench.push("bad.pcap")
        await bench.orchestrator.signal()
        try await bench.settle()
        bench.clock.advance(.seconds(15))
        try await bench.settle()
        let read = try await metrics(bench)
        #expect(Set(read.help.keys) == Set(MetricName.allCases.map(\.rawValue)))
        let (backlog, runs) = try await bench.ledger.read { (try $0.backlog(), try $0.runs(job: "decode")) }
        #expect(!backlog.isEmpty)
        for line in backlog {
            let labels = ["server": line.server, "state": line.state.rawValue]
            #expect(read.value("entrada_captures", labels) == Double(line.captures))
            #expect(read.value("entrada_capture_bytes", labels) == Double(line.bytes))
        }
        #expect(read.value("entrada_captures", ["state": "quarantined"]) == 1)
        let attempts = runs.reduce(0) { $0 + $1.attempt }
        #expect(read.value("entrada_run_duration_seconds_count", ["job": "decode"]) == Double(attempts))
        #expect(read.value("entrada_run_start_delay_seconds_count", ["job": "decode"]) == Double(runs.count))
        #expect(read.value("entrada_run_retries_total", ["job": "decode"]) == 1)
        #expect(read.value("entrada_run_failures_total", ["job": "decode"]) == 2)
        #expect(read.value("entrada_run_attempts_total", ["job": "decode", "state": "completed"]) == 1)
        #expect(read.value("entrada_run_attempts_total", ["job": "decode", "state": "discarded"]) == 1)
        #expect(read.value("entrada_decoded_captures_total", ["server": "ns1"]) == 1)
        #expect(read.value("entrada_decoded_bytes_total", ["server": "ns1"]) == 5)
        let rows = try await bench.rows()
        #expect(read.value("entrada_rows_total", ["server": "ns1", "table": "dns"]) == Double(rows))
        #expect(read.value("entrada_table_rows", ["table": "dns", "area": "staging"]) == Double(rows))
        #expect(read.value("entrada_job_last_success_timestamp_seconds", ["job": "decode"]) != nil)
        #expect((read.value("entrada_ledger_commit_seconds_count") ?? 0) > 5)
        #expect((read.value("entrada_disk_total_bytes") ?? 0) > 0)
        #expect(read.value("entrada_storage_trouble") == 0)
        #expect(read.value("entrada_job_paused", ["job": "stage"]) == 0)
    }

    @Test("what downloads bring is counted by server")
    func fetch() async throws {
        let bench = try await OrchestratorBench(servers: ["ns1", "ns2"], jobs: [Job.fetch()], isPushed: false)
        try bench.offer("a.pcap", "123456789", on: "ns2")
        for _ in 0..<4 {
            bench.clock.advance(.seconds(4))
            try await bench.settle()
        }
        let read = try await metrics(bench)
        #expect(read.value("entrada_fetched_files_total", ["server": "ns2"]) == 1)
        #expect(read.value("entrada_fetched_bytes_total", ["server": "ns2"]) == 9)
        #expect(read.value("entrada_fetched_files_total", ["server": "ns1"]) == 0)
        #expect(read.value("entrada_captures", ["server": "ns2", "state": "fetched"]) == 1)
    }

    @Test("reasons from workers are bounded")
    func bounded() {
        let meter = WorkerMetrics()
        var outcome = DecodeOutcome()
        for index in 0..<1000 { outcome.errors["reason_\(index)"] = 1 }
        meter.decoded(server: "ns1", bytes: 1, outcome)
        let rejects = meter.counts.rejects
        #expect(rejects.count == WorkerMetrics.maximumReasons + 1)
        #expect(rejects.values.reduce(0, +) == 1000)
    }

    @Test("health says why")
    func health() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.command("nightly")])
        let monitor = monitor(bench)
        #expect(monitor.notReady?.condition == .starting)
        bench.dependencies.liveness.ready()
        #expect(monitor.notReady == nil)
        #expect(try await monitor.problems() == [])
        try await bench.ledger.write { try $0.doubtClock("a test") }
        try await bench.orchestrator.recover()
        bench.dependencies.liveness.ready()
        try bench.push("a.pcap")
        await bench.orchestrator.signal()
        try await bench.settle()
        var configuration = bench.configuration
        configuration.limits.diskLowMark = .max
        configuration.alerts = [
            AlertDefinition(name: "x", condition: .noSuccess(job: "nightly", within: .seconds(60)))
        ]
        try await bench.orchestrator.reload(configuration: configuration, jobs: await bench.orchestrator.settings.jobs)
        bench.clock.advance(.seconds(7200))
        await bench.orchestrator.storageFailed(StorageTrouble(what: "no space left"))
        await bench.orchestrator.drain()
        let reasons = try await monitor.problems().map(\.condition)
        #expect(reasons == [.draining, .storage, .clock, .disk, .noSuccess, .backlog])
    }
}

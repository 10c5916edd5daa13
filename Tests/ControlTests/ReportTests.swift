import Control
import Foundation
import Ledger
import Model
import Reconciliation
import Testing

/// What the reports say, and that it is the same with and without a daemon.
struct ReportTests {
    @Test func theFileGivesTheSameReportsAsTheDaemon() async throws {
        let bench = try await ControlBench()
        defer { bench.remove() }
        let online = try await bench.serving { (client) async throws in
            (
                try await client.status(), try await client.jobs(), try await client.runs(RunFilter()),
                try await client.files(FileFilter()), try await client.run(bench.runs[0]),
                try await client.trace("1-a.pcap"), try await client.events(limit: 1000), try await client.verify()
            )
        }
        try bench.ledger.close()
        let live = bench.service.status
        try LedgerReader(path: bench.root + "/ledger.sqlite").read { (view) throws in
            #expect(try StatusReport(view: view, live: live, nowUs: ControlBench.nowUs) == online.0)
            #expect(try JobsReport(view: view, live: live, nowUs: ControlBench.nowUs) == online.1)
            #expect(try RunsReport(view: view, filter: RunFilter()) == online.2)
            #expect(try FilesReport(view: view, filter: FileFilter()) == online.3)
            #expect(try RunReport(view: view, run: bench.runs[0]) == online.4)
            #expect(try CaptureTrace(view: view, key: "1") == online.5)
            #expect(try EventsReport(view: view, limit: 1000) == online.6)
            #expect(try VerifyReport(view: view) == online.7)
        }
        #expect(online.7.verification.isSound)
    }

    @Test func statusTellsWhatWaitsAndWhatFailed() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let report = try await bench.serving { try await $0.status() }
        #expect(report.jobs.map(\.name) == ["decode", "fetch"])
        #expect(report.jobs[1].nextUs == ControlBench.nowUs + 30_000_000)
        #expect(report.jobs[0].last?.state == .discarded)
        #expect(report.backlog.map(\.server) == ["ns1", "ns2"])
        #expect(report.backlog[0].captures == ["loaded": 1, "quarantined": 1])
        #expect(report.backlog[0].oldestUs == nil)
        #expect(report.backlog[1].oldestState == .announced)
        #expect(report.tables.map(\.rows) == [7])
        #expect(report.failures.map(\.id) == [bench.runs[1]])
        #expect(report.disk == DiskSpace(freeBytes: 50 << 30, totalBytes: 100 << 30))
        #expect(report.openFailures.map(\.run) == [bench.runs[1]] && report.openFailureCount == 1)
        #expect(report.problems.map(\.condition) == [.failure])
        #expect(report.alarms.first?.hasPrefix("1 failure is open: run \(bench.runs[1]) of decode (capture:2)") == true)
        let down = try await bench.ledger.read { try StatusReport(view: $0, live: nil, nowUs: ControlBench.nowUs) }
        #expect(down.alarms.first == "no daemon answers")
        #expect(down.incarnation?.ended == false)
    }

    @Test func listsKeepToTheirFilters() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        try await bench.serving { (client) async throws in
            #expect(try await client.runs(RunFilter(states: [.discarded])).runs.map(\.id) == [bench.runs[1]])
            #expect(try await client.runs(RunFilter(job: "fetch")).runs.isEmpty)
            #expect(try await client.runs(RunFilter(limit: 1)).runs.count == 1)
            #expect(try await client.files(FileFilter(server: "ns2")).files.map(\.state) == [.announced])
            #expect(
                try await client.files(FileFilter(states: [.loaded, .quarantined])).files.map(\.id)
                    == [bench.files[1], bench.files[0]])
        }
    }

    @Test func aTraceTellsTheWholeLife() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let (byID, byName, byPath) = try await bench.serving { (client) async throws in
            (
                try await client.trace("capture:\(bench.files[0])"), try await client.trace("a.pcap"),
                try await client.trace("/out/a.pcap")
            )
        }
        #expect(byID.events.compactMap(\.to) == ["announced", "fetched", "incoming", "processing", "loaded"])
        #expect(byID.runs.map(\.run.id) == [bench.runs[0]])
        #expect(byID.runs.first?.attempts.map(\.outcome) == [.completed])
        #expect(byID.rows.map(\.rows) == [7])
        #expect(byID.moves.isEmpty)
        #expect(byName.file.id == bench.files[2])
        #expect(byName.others == [bench.files[0]])
        #expect(byPath.file.server == "ns2")
    }

    @Test func theDoctorComparesDiskAndLedger() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let files = FileManager.default
        for directory in ["incoming/ns1", "staging/dns/day=2026-02-25", "trash"] {
            try files.createDirectory(atPath: bench.root + "/" + directory, withIntermediateDirectories: true)
        }
        for path in ["incoming/ns1/stranger.pcap", "staging/dns/day=2026-02-25/1.parquet", "trash/old"] {
            try Data("x".utf8).write(to: URL(fileURLWithPath: bench.root + "/" + path))
        }
        let report = try await bench.serving { try await $0.doctor() }
        #expect(report.findings.filter { $0.kind == .unknownFile }.map(\.subject) == ["incoming/ns1/stranger.pcap"])
        // The quarantined one has an open move, and is not called missing.
        #expect(
            report.findings.filter { $0.kind == .missingCapture }.map(\.subject) == ["processing/ns1/1-a.pcap"])
        #expect(report.areas.first { $0.area == "trash" }?.files == 1)
        #expect(report.openMoves == 1)
        #expect(!report.isSound)
    }
}

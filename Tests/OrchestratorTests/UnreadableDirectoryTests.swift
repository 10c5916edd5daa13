import Control
import DurableIO
import FileFlow
import Foundation
import Jobs
import Ledger
import RealServers
import Reconciliation
import Synchronization
import Testing
import TestSupport

@testable import Orchestrator

/// Directories that cannot be read, as a changed mode or a failing disk makes them; root may read everything else.
private final class Curtain: Sendable {
    private let hidden = Mutex<[String]>([])

    func hide(_ directories: String...) { hidden.withLock { $0 = directories } }

    var faults: DiskFaults {
        DiskFaults { [self] step, path in
            step == .list && hidden.withLock { $0.contains { path.hasSuffix("/" + $0) } } ? EACCES : nil
        }
    }
}

@Suite("a directory that cannot be read")
struct UnreadableDirectoryTests {
    private let curtain = Curtain()
    private static let order = RepairOrder(id: "r", who: "root(0)", reason: "a test")

    /// One capture in the archive, its rows in staging.
    private func bench() async throws -> OrchestratorBench {
        let reconcile = JobDefinition(name: "reconcile", kind: .reconcile, retry: Job.retry(1))
        let bench = try await OrchestratorBench(
            jobs: [Job.stage, Job.decode, reconcile], files: PosixFileSystem(faults: curtain.faults))
        try bench.push("a.pcap")
        try await bench.settle()
        #expect(try await bench.captures(.archived).count == 1)
        return bench
    }

    @Test("nothing beneath it counts as missing, and repair gives up nothing")
    func repair() async throws {
        let bench = try await bench()
        curtain.hide("archive/ns1", "staging", "state")
        let (steps, _) = try await bench.orchestrator.operations.repair(Self.order)
        #expect(steps.map(\.finding.kind) == Array(repeating: .unreadableDirectory, count: 3), "\(steps)")
        #expect(steps.map(\.finding.subject).sorted() == ["archive/ns1", "staging", "state"])
        #expect(steps.allSatisfy { !$0.isMended })
        #expect(try await bench.captures(.archived).count == 1)
        #expect(try await bench.ledger.read { try $0.liveDataFiles().count } == 1)
        #expect(try bench.names("trash").isEmpty)
    }

    @Test("a capture that is lost elsewhere is not given up: its file may be there")
    func elsewhere() async throws {
        let bench = try await bench()
        let capture = try await bench.capture("a.pcap")
        let path = try #require(capture.path)
        // Somebody has moved it to where nobody can look.
        try FileManager.default.moveItem(
            atPath: bench.absolute(path), toPath: bench.absolute("incoming/ns1/\(capture.localName)"))
        curtain.hide("incoming/ns1", "staging", "state")
        let (steps, _) = try await bench.orchestrator.operations.repair(Self.order)
        let step = try #require(steps.first { $0.finding.kind == .missingCapture })
        #expect(!step.isMended && step.action.contains("incoming/ns1, which cannot be read"), "\(step)")
        #expect(try await bench.captures(.archived).count == 1)
        curtain.hide("staging", "state")
        let (after, _) = try await bench.orchestrator.operations.repair(
            RepairOrder(id: "s", who: "root(0)", reason: "a test"))
        let found = after.first { $0.finding.kind == .missingCapture }
        #expect(found?.isMended == true, "\(after)")
        #expect(bench.exists(path))
    }

    @Test("of an older copy of the ledger nothing is mended meanwhile")
    func restored() async throws {
        let bench = try await bench()
        let end = try await bench.ledger.read { try $0.checkpoint(nowUs: 1) }
        try await bench.ledger.write { tx in
            try tx.markRestored(
                RestoreMark(timeUs: tx.now, who: "root(0)", copy: "/backup", seq: end.seq, hash: end.hash))
        }
        try bench.folder.write("stranger", to: "root/archive/ns1/99-strange.pcap")
        curtain.hide("staging", "state")
        let (steps, _) = try await bench.orchestrator.operations.repair(Self.order)
        #expect(steps.allSatisfy { !$0.isMended }, "\(steps)")
        #expect(bench.exists("archive/ns1/99-strange.pcap"))
        #expect(try await bench.ledger.read { try $0.restoreMark() } != nil)
    }

    @Test("doctor shows it, the job reconcile finds it, and the check is degraded")
    func shown() async throws {
        let bench = try await bench()
        curtain.hide("archive/ns1", "staging", "state")
        let (root, faults, now) = (bench.dependencies.root.path, curtain.faults, bench.clock.nowUs)
        let reports = try await bench.ledger.read { view in
            try (0..<2).map { _ in
                try DoctorReport(
                    view: view, root: root, nowUs: now, walk: DataRootWalk(root: root, faults: faults))
            }
        }
        #expect(Set(reports[0].findings.map(\.kind)) == [.unreadableDirectory], "\(reports[0].findings)")
        #expect(reports[0].confirmed(by: reports[1]).findings.count == 3 && !reports[0].isSound)
        _ = try await bench.orchestrator.operations.request(
            RunOrder(id: "c", job: "reconcile", who: "root(0)", reason: "a test"))
        try await bench.settle()
        let check = try await bench.ledger.read { try LedgerCheck($0, nowUs: now) }
        let problem = check.problems.first { $0.condition == .difference }
        #expect(problem?.detail.contains("3 unreadable-directory") == true, "\(check.problems)")
    }
}

@Suite("what a look has found is not forgotten")
struct ReconcileResultTests {
    @Test("a finding of a kind that this version does not know counts")
    func later() throws {
        let text = #"""
            {"kinds":{"from-the-future":1,"large-log":1},"findings":[{"kind":"from-the-future","subject":"a","detail":"b"},
            {"kind":"large-log","subject":"c","detail":"d"}],"files":1,"counted":1,"uncounted":0}
            """#
        let result = try JSONDecoder().decode(ReconcileResult.self, from: Data(text.utf8))
        #expect(result.count == 2 && result.findings.map(\.kind) == [.largeLog])
    }
}

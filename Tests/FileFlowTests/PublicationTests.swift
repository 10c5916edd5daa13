import FileFlow
import Foundation
import Ledger
import Model
import Testing

/// Publication, and what recovery clears away.
@Suite struct PublicationTests {
    @Test func filesGetTheirFinalNamesAndTheDirectoriesAreSyncedAfterThat() async throws {
        let bench = try FlowBench()
        try bench.put("one", at: "work/1.1/out/0")
        try bench.put("two", at: "work/1.1/out/1")
        let files = StoppingFileSystem(limit: 1000)
        try await bench.flow(files).publishAll([
            ("work/1.1/out/0", "staging/dns/day=2026-01-01/1.parquet"),
            ("work/1.1/out/1", "staging/dns/day=2026-01-01/2.parquet"),
        ])
        #expect(bench.text("staging/dns/day=2026-01-01/1.parquet") == "one")
        #expect(bench.text("staging/dns/day=2026-01-01/2.parquet") == "two")
        #expect(bench.text("work/1.1/out/0") == nil)
        #expect(
            files.steps == [
                "make directories", "sync file", "rename", "sync file", "rename", "sync directory",
            ])
    }

    @Test func aNameThatExistsIsNeverOverwritten() async throws {
        let bench = try FlowBench()
        try bench.put("old", at: "staging/dns/x")
        try bench.put("new", at: "work/1.1/x")
        await #expect(
            throws: FileFlowError.failed(
                "rename \(bench.root.absolute("work/1.1/x")) to", bench.root.absolute("staging/dns/x"), EEXIST)
        ) { try await bench.flow().publishAll([("work/1.1/x", "staging/dns/x")]) }
        #expect(bench.text("staging/dns/x") == "old" && bench.text("work/1.1/x") == "new")
    }

    @Test(arguments: 0...5)
    func aPublicationThatDiedLeavesNothingInTheTables(_ limit: Int) async throws {
        let bench = try FlowBench()
        try bench.put("one", at: "work/1.1/out/0")
        try bench.put("two", at: "work/1.1/out/1")
        await #expect(throws: StoppingFileSystem.Died.self) {
            try await bench.flow(StoppingFileSystem(limit: limit)).publishAll([
                ("work/1.1/out/0", "staging/dns/day=2026-01-01/1.parquet"),
                ("work/1.1/out/1", "staging/dns/day=2026-01-01/2.parquet"),
            ])
        }
        let strays = try await bench.flow().removeUncommitted()
        try await bench.flow().abandonedWork(openAttempts: [])
        #expect(strays.count == [0: 0, 1: 0, 2: 0, 3: 1, 4: 1, 5: 2][limit])
        #expect(try await bench.flow().unknownFiles() == [])
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.root.absolute("work")) == [])
    }

    @Test func whatTheLedgerNamesStaysAndWhatItDoesNotGoesToTheTrash() async throws {
        let bench = try FlowBench()
        let id = try await commitDecode(bench)
        for place in ["staging/dns/day=2026-01-01/live.parquet", "state/ns1/kept.state"] {
            try bench.put("x", at: place)
        }
        for place in ["staging/dns/day=2026-01-01/stray.parquet", "warehouse/dns/day=1/gen=1/x", "state/ns1/stray"] {
            try bench.put("y", at: place)
        }
        try await bench.ledger.write { tx in
            let file = try tx.view.liveFiles(ofCapture: id)[0].id
            try tx.retire(file: file)
        }
        let strays = try await bench.flow().removeUncommitted()
        #expect(
            strays == ["staging/dns/day=2026-01-01/stray.parquet", "state/ns1/stray", "warehouse/dns/day=1/gen=1/x"])
        #expect(bench.text("staging/dns/day=2026-01-01/live.parquet") == "x", "retired, but a lease may need it")
        #expect(bench.text("state/ns1/kept.state") == "x")
        #expect(bench.text("trash/stray-state_ns1_stray") == "y")
        #expect(try await bench.flow().removeUncommitted() == [])
    }

    private func commitDecode(_ bench: FlowBench) async throws -> Int64 {
        let capture = try await bench.adopted("a.pcap")
        _ = try await bench.flow().applyIntents()
        return try await bench.ledger.write { tx in
            let run = try tx.createRun(
                NewRun(
                    job: "d", kind: "decode", subject: "capture:\(capture.id)", cause: "gen:0", priority: 0,
                    nominalUs: 0,
                    dueUs: 0)
            ).id
            let incarnation = try tx.beginIncarnation(bootID: "b", pid: 1, program: "test").id
            let attempt = try tx.start(run: run, incarnation: incarnation)
            try tx.claim(capture: capture.id, run: run)
            let file = PublishedFile(
                table: "dns", day: "2026-01-01", path: "staging/dns/day=2026-01-01/live.parquet", rows: 1, bytes: 1,
                sha256: "x", rowsByCapture: [capture.id: 1])
            _ = try tx.commitDecode(
                DecodeCommit(
                    end: RunEnd(
                        run: run, attempt: attempt, incarnation: incarnation, state: .completed, outcome: .completed),
                    capture: capture.id, contentSha256: "c", packets: 1, firstPacketUs: nil, lastPacketUs: nil,
                    files: [file], state: DecodeCommit.State(path: "state/ns1/kept.state", bytes: 1, sha256: "s"),
                    consumed: []))
            return capture.id
        }
    }

    @Test func unknownFilesAreListedAndLeftAlone() async throws {
        let bench = try FlowBench()
        let capture = try await bench.adopted("a.pcap")
        try bench.put("?", at: "incoming/ns1/what is this")
        try bench.put("?", at: "archive/ns1/2026-01-01/nor this")
        try bench.put("{}", at: "quarantine/ns1/x.reason.json")
        try bench.put("new", at: "captures/ns1/just pushed")
        #expect(
            try await bench.flow().unknownFiles() == ["archive/ns1/2026-01-01/nor this", "incoming/ns1/what is this"])
        #expect(try await bench.flow().unknownFiles(limit: 1).count == 1)
        _ = try await bench.flow().applyIntents()
        #expect(try await bench.flow().unknownFiles().count == 2, "\(capture.localName) is known where it came to")
    }

    @Test func attemptsHaveTheirOwnEmptyDirectories() async throws {
        let bench = try FlowBench()
        let flow = bench.flow()
        let work = try await flow.createWork(run: 7, attempt: 2)
        #expect(work == "work/7.2")
        try bench.put("left over", at: work + "/out/x")
        #expect(try await flow.createWork(run: 7, attempt: 2) == work)
        #expect(bench.text(work + "/out/x") == nil)
        _ = try await flow.createWork(run: 8, attempt: 1)
        try await flow.abandonedWork(openAttempts: ["8.1"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.root.absolute("work")) == ["8.1"])
        try await flow.removeWork(run: 8, attempt: 1)
        try await flow.removeWork(run: 8, attempt: 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.root.absolute("work")) == [])
    }

    @Test func theTrashIsEmptiedByTheTimeAtWhichThingsCameThere() async throws {
        let bench = try FlowBench()
        let capture = try await bench.adopted("a.pcap")
        try await bench.ledger.write { try $0.quarantine(capture: capture.id, why: "x", run: nil) }
        try await bench.ledger.write { try $0.expire(capture: capture.id, why: "x", run: nil) }
        let old = [FileAttributeKey.modificationDate: Date(timeIntervalSince1970: 1)]
        try FileManager.default.setAttributes(old, ofItemAtPath: bench.root.absolute("captures/ns1/a.pcap"))
        let startUs = Int64(Date().timeIntervalSince1970 * 1e6) - 10_000_000
        _ = try await bench.flow().applyIntents()
        #expect(bench.text("trash/\(capture.localName)") == "bytes")
        let none = try await bench.flow().oldFiles(in: "trash", olderThanUs: startUs)
        #expect(none.isEmpty, "its own time is of 1970; it came just now")
        let trashed = try await bench.flow().oldFiles(in: "trash", olderThanUs: startUs + 3_600_000_000)
        #expect(trashed.map(\.path) == ["trash/\(capture.localName)"] && trashed.map(\.bytes) == [5])
        try await bench.flow().removeOld(trashed.map(\.path))
        #expect(bench.text("trash/\(capture.localName)") == nil)
    }

    @Test func aQuarantinedFileHasItsReasonBesideIt() async throws {
        let bench = try FlowBench()
        let capture = try await bench.adopted("a.pcap")
        try await bench.flow().writeReason(capture: capture.id, run: 3, reason: "not quarantined yet")
        #expect(bench.text("incoming/ns1/\(capture.localName).reason.json") == nil)
        try await bench.ledger.write { try $0.quarantine(capture: capture.id, why: "bad", run: nil) }
        _ = try await bench.flow().applyIntents()
        try await bench.flow().writeReason(capture: capture.id, run: 3, reason: "byte 17 is \"odd\"")
        let text = try #require(bench.text("quarantine/ns1/\(capture.localName).reason.json"))
        let note = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(note["reason"] as? String == "byte 17 is \"odd\"")
        #expect(note["retry"] as? String == "entradactl retry capture:\(capture.id)")
    }
}

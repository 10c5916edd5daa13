import Crypto
import Foundation
import GRDB
import Testing

@testable import Ledger

/// I4: every change of a state has an event, and no change of an event stays unseen.
@Suite struct EventChainTests {
    private func lived() async throws -> LedgerBench {
        let bench = try LedgerBench()
        try await bench.ledger.write { tx in
            _ = try tx.capture(in: .archived)
            _ = try tx.capture(in: .quarantined)
            _ = try tx.capture(in: .processing)
        }
        return bench
    }

    @Test func anUntouchedChainIsSound() async throws {
        let bench = try await lived()
        let report = try await bench.ledger.read { try $0.verify() }
        #expect(report.problems == [])
        #expect(report.captures == 3)
        #expect(report.runs == 2)
        #expect(report.events > 10)
    }

    @Test func theHashIsWhatTheDocumentationSays() async throws {
        let bench = try await lived()
        let rows = try await bench.ledger.read { view in
            try Row.fetchAll(view.db, sql: "SELECT seq, body, hash FROM events ORDER BY seq").map {
                (seq: $0["seq"] as Int64, body: $0["body"] as String, hash: $0["hash"] as Data)
            }
        }
        var previous = Data(count: 32)
        for (index, row) in rows.enumerated() {
            #expect(row.seq == Int64(index + 1))
            previous = Data(SHA256.hash(data: previous + Data(row.body.utf8)))
            #expect(row.hash == previous)
        }
        let head = try await bench.ledger.read { try $0.verify().head }
        #expect(head == previous.map { String(format: "%02x", $0) }.joined())
    }

    @Test(arguments: [
        (
            "UPDATE events SET body = replace(body, 'incoming', 'archived') WHERE seq = 2",
            "event 2: its hash does not fit"
        ),
        ("UPDATE events SET hash = zeroblob(32) WHERE seq = 4", "event 4: its hash does not fit"),
        ("DELETE FROM events WHERE seq = 5", "event 5 is missing (the next one is 6)"),
        ("DELETE FROM events WHERE seq = 1", "event 1 is missing (the next one is 2)"),
        ("UPDATE events SET capture = 99 WHERE seq = 3", "event 3: its columns differ from its body"),
        ("UPDATE events SET body = 'not JSON' WHERE seq = 2", "event 2: its body cannot be read"),
        ("UPDATE captures SET state = 'loaded' WHERE id = 2", "captures 2: is loaded, but its events say quarantined"),
        ("UPDATE runs SET state = 'cancelled' WHERE id = 1", "runs 1: is cancelled, but its events say completed"),
        ("DELETE FROM events WHERE seq = (SELECT max(seq) FROM events WHERE capture = 3)", "captures 3: is processing"),
    ])
    func tamperingIsFound(_ statement: String, _ problem: String) async throws {
        let bench = try await lived()
        try await bench.ledger.write { try $0.db.execute(sql: statement) }
        let report = try await bench.ledger.read { try $0.verify() }
        #expect(!report.isSound)
        #expect(report.problems.contains { $0.hasPrefix(problem) }, "\(report.problems)")
    }

    @Test func twoSwappedEventsAreFound() async throws {
        let bench = try await lived()
        try await bench.ledger.write {
            try $0.db.execute(
                sql: """
                    UPDATE events SET seq = -3 WHERE seq = 3; UPDATE events SET seq = 3 WHERE seq = 4;
                    UPDATE events SET seq = 4 WHERE seq = -3
                    """)
        }
        let problems = try await bench.ledger.read { try $0.verify().problems }
        #expect(problems.contains("event 3: its hash does not fit"))
        #expect(problems.contains("event 3: its columns differ from its body"))
    }

    @Test func aRowThatWasRemovedIsFound() async throws {
        let bench = try LedgerBench()
        let id = try await bench.ledger.write { try $0.fetchedCapture() }
        try await bench.ledger.write { try $0.db.execute(sql: "DELETE FROM captures WHERE id = ?", arguments: [id]) }
        let problems = try await bench.ledger.read { try $0.verify().problems }
        #expect(problems == ["captures: 1 rows that events name are missing"])
    }

    @Test func aChainThatWasForgedFromTheStartHasAnotherHead() async throws {
        let (honest, forged) = (try await lived(), try await lived())
        let checkpoint = try await honest.ledger.read { try $0.verify().head }
        try await forged.ledger.write { try $0.rewriteChain(replacing: "\"bad\"", with: "\"good\"") }
        let report = try await forged.ledger.read { try $0.verify() }
        #expect(report.isSound, "within itself it fits; only the checkpoint kept outside tells")
        #expect(report.head != checkpoint)
    }

    @Test func eventsAreReadByCaptureByRunAndTheLatest() async throws {
        let bench = try await lived()
        let (first, run, latest) = try await bench.ledger.read {
            (try $0.events(capture: 1), try $0.events(run: 1), try $0.events(limit: 2))
        }
        #expect(
            first.filter { $0.kind == "capture" }.map(\.to)
                == ["fetched", "incoming", "processing", "loaded", "archived"])
        #expect(run.filter { $0.kind == "run" }.map(\.to) == ["available", "running", "completed"])
        #expect(latest.count == 2 && latest[0].seq + 1 == latest[1].seq)
        #expect(try await bench.ledger.read { try $0.newestEventUs() } == latest[1].time_us)
    }
}

import Foundation
import GRDB
import Model
import Testing

@testable import Ledger

/// After a crash the ledger is looked at before anything is decided from it.
@Suite struct UncleanStopTests {
    private func lived() async throws -> LedgerBench {
        let bench = try LedgerBench()
        try await bench.ledger.write { tx in
            _ = try tx.capture(in: .archived)
            _ = try tx.capture(in: .quarantined)
        }
        return bench
    }

    @Test func onlyAfterAnUncleanStopIsThereALook() async throws {
        let bench = try LedgerBench()
        #expect(try await !bench.ledger.checkAfterUncleanStop(), "the first start ever")
        let id = try await bench.ledger.write { try $0.incarnation() }
        #expect(try await bench.ledger.checkAfterUncleanStop())
        try await bench.ledger.write { try $0.endIncarnation(id) }
        #expect(try await !bench.ledger.checkAfterUncleanStop())
    }

    @Test(arguments: [
        (
            "UPDATE events SET hash = zeroblob(32) WHERE seq = (SELECT max(seq) FROM events) - 1",
            "its hash does not fit"
        ),
        ("DELETE FROM events WHERE seq = (SELECT max(seq) FROM events) - 2", "is missing"),
        ("UPDATE captures SET state = 'loaded' WHERE id = 2", "captures 2: is loaded, but its events say quarantined"),
        ("DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)", "the chain ends before event"),
        ("UPDATE row_sums SET rows = rows + 1 WHERE table_name = 'runs'", "row_sums: differ"),
    ])
    func aBadEndIsRefused(_ statement: String, _ problem: String) async throws {
        let bench = try await lived()
        try bench.ledger.close()
        try await DatabaseQueue(path: bench.path).write { try $0.execute(sql: statement) }
        let ledger = try bench.reopened()
        let error = await #expect(throws: LedgerError.self) { try await ledger.checkAfterUncleanStop() }
        #expect(error?.description.contains(problem) == true, "\(String(describing: error))")
        try ledger.close()
    }

    /// A page of the file that a bad disk has given back with other bytes.
    @Test func aDamagedPageIsRefused() async throws {
        let bench = try await lived()
        let (page, size) = try await bench.ledger.read { view in
            (
                try Int.fetchOne(
                    view.db, sql: "SELECT rootpage FROM sqlite_master WHERE name = 'captures_by_state'") ?? 0,
                try Int.fetchOne(view.db, sql: "PRAGMA page_size") ?? 0
            )
        }
        try bench.ledger.close()
        let handle = try #require(FileHandle(forUpdatingAtPath: bench.path))
        try handle.seek(toOffset: UInt64((page - 1) * size))
        try handle.write(contentsOf: Data(repeating: 0xA5, count: 64))
        try handle.close()
        let ledger = try bench.reopened()
        await #expect(throws: (any Error).self) { try await ledger.checkAfterUncleanStop() }
        try? ledger.close()
    }

    @Test func theTailIsEnough() async throws {
        let bench = try await lived()
        try await bench.ledger.write { tx in
            for number in 0..<20 { try tx.append(kind: "daemon", subject: "\(number)") }
            try tx.db.execute(sql: "UPDATE events SET hash = zeroblob(32) WHERE seq = 2")
        }
        #expect(try await bench.ledger.checkAfterUncleanStop(events: 10), "far back is for the job that verifies")
        await #expect(throws: LedgerError.self) { try await bench.ledger.checkAfterUncleanStop(events: 1000) }
    }
}

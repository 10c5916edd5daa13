import GRDB
import Testing

@testable import Ledger

/// What the database itself refuses, whatever the program does.
@Suite struct SchemaTests {
    @Test(arguments: [
        "UPDATE captures SET state = 'lost'", "UPDATE captures SET size_bytes = -1",
        "UPDATE captures SET size_bytes = 'many'", "UPDATE captures SET compared = 2",
        "INSERT INTO capture_contains VALUES (1, 1)",
        "UPDATE captures SET server = NULL", "UPDATE captures SET run = 4711",
        "UPDATE captures SET duplicate_of = 4711",
        "UPDATE runs SET state = 'paused'", "UPDATE runs SET subject = NULL", "UPDATE runs SET cause = NULL",
        "UPDATE runs SET attempt = 'first'", "DELETE FROM runs", "UPDATE attempts SET outcome = 'fine'",
        "UPDATE data_files SET live = 2", "UPDATE data_files SET rows = -1",
        "UPDATE data_files SET table_name = 'http'",
        "UPDATE data_files SET area = 'trash'", "DELETE FROM data_files",
        "UPDATE intents SET status = 'maybe'", "UPDATE intents SET kind = 'copy'", "UPDATE intents SET target = NULL",
        "UPDATE intents SET kind = 'remove'", "UPDATE incarnations SET end_kind = 'tired'",
        "INSERT INTO runs (job, kind, subject, cause, state, priority, nominal_us, due_us, available_us) "
            + "SELECT job, kind, subject, cause, state, priority, nominal_us, due_us, available_us FROM runs",
        "INSERT INTO capture_rows (file, capture, rows) VALUES (4711, 1, 1)",
        "INSERT INTO lease_files (lease, file) VALUES (1, 4711)",
        "INSERT INTO capture_troubles VALUES (4711, 1, 1, 1, 1, 0, 'x')",
        "INSERT INTO capture_troubles VALUES (1, 0, 1, 1, 1, 0, 'x')",
        "INSERT INTO capture_troubles VALUES (1, 1, 1, 1, 1, 2, 'x')",
    ])
    func theDatabaseRefuses(_ statement: String) async throws {
        let bench = try LedgerBench()
        try await bench.ledger.write { tx in
            _ = try tx.loadedCapture()
            _ = try tx.lease(holder: "test", pid: 1, seconds: 60)
        }
        let error = await #expect(throws: DatabaseError.self) {
            try await bench.ledger.write { try $0.db.execute(sql: statement) }
        }
        #expect(error?.resultCode == .SQLITE_CONSTRAINT)
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }
}

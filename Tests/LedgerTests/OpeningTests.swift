import Foundation
import GRDB
import Model
import Testing

@testable import Ledger

@Suite struct OpeningTests {
    @Test func theWriterIsDurableAndChecksForeignKeys() async throws {
        let bench = try LedgerBench()
        let settings = try await bench.ledger.write { tx in
            [
                try String.fetchOne(tx.db, sql: "PRAGMA journal_mode"),
                try String.fetchOne(tx.db, sql: "PRAGMA synchronous"),
                try String.fetchOne(tx.db, sql: "PRAGMA foreign_keys"),
            ]
        }
        #expect(settings == ["wal", "2", "1"], "2 is FULL: a commit survives a power cut")
    }

    @Test func aReaderCannotWrite() async throws {
        let bench = try LedgerBench()
        let error = await #expect(throws: DatabaseError.self) {
            try await bench.ledger.read { try $0.db.execute(sql: "DELETE FROM meta") }
        }
        #expect(error?.resultCode == .SQLITE_READONLY)
    }

    @Test func everyTableIsStrict() async throws {
        let bench = try LedgerBench()
        let loose = try await bench.ledger.read {
            try String.fetchAll(
                $0.db,
                sql:
                    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite%'"
            )
        }
        #expect(loose.isEmpty)
    }

    @Test func aNewLedgerHasTheVersionAndAnIdThatStays() async throws {
        let bench = try LedgerBench()
        let version = try await bench.ledger.read { try Int.fetchOne($0.db, sql: "PRAGMA user_version") }
        let id = try await bench.ledger.read { try $0.ledgerID() }
        #expect(version == LedgerSchema.version)
        #expect(UUID(uuidString: id) != nil)
        try bench.ledger.close()
        let again = try bench.reopened()
        #expect(try await again.read { try $0.ledgerID() } == id)
        try again.close()
    }

    @Test func aNewerSchemaIsRefusedAndUntouched() async throws {
        let bench = try LedgerBench()
        try await bench.ledger.write { try $0.db.execute(sql: "PRAGMA user_version = 99") }
        try bench.ledger.close()
        let refusal = LedgerError.newerThanProgram(path: bench.path, version: 99, known: LedgerSchema.version)
        #expect(throws: refusal) { try bench.reopened() }
        #expect(refusal.description.contains("Install the newer package"))
        let queue = try DatabaseQueue(path: bench.path)
        #expect(try await queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == 99)
    }

    @Test func whatIsNotALedgerIsAnErrorAndNotACrash() throws {
        let bench = try LedgerBench()
        let path = bench.folder + "/other.sqlite"
        try Data("this is not a database, and it is longer than a header of one hundred bytes".utf8).write(
            to: URL(fileURLWithPath: path))
        #expect(throws: (any Error).self) { try Ledger(path: path) { 0 } }
        #expect(throws: (any Error).self) { try Ledger(path: bench.folder + "/absent/ledger.sqlite") { 0 } }
    }

    @Test func closingTwiceDoesNothingAndLaterUseIsAnError() async throws {
        let bench = try LedgerBench()
        try bench.ledger.close()
        try bench.ledger.close()
        await #expect(throws: LedgerError.closed) { try await bench.ledger.write { try $0.settleAll() } }
        await #expect(throws: LedgerError.closed) { try await bench.ledger.read { try $0.ledgerID() } }
    }

    @Test func closingLeavesOneFile() async throws {
        let bench = try LedgerBench()
        try await bench.ledger.write { try $0.append(kind: "daemon", subject: "x") }
        try bench.ledger.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder) == ["ledger.sqlite"])
    }

    @Test func aReaderWithoutADaemonSeesWhatIsInTheLogToo() async throws {
        let bench = try LedgerBench()
        #expect(throws: LedgerError.missing(path: bench.folder + "/absent")) {
            try LedgerReader(path: bench.folder + "/absent")
        }
        try await bench.ledger.write { _ = try $0.fetchedCapture(name: "in the wal") }
        #expect(FileManager.default.fileExists(atPath: bench.path + "-wal"))
        let names = try LedgerReader(path: bench.path).read { try $0.captures().map(\.name) }
        #expect(names == ["in the wal"])
        try bench.ledger.close()
        let later = try LedgerReader(path: bench.path).read { try $0.captures().map(\.name) }
        #expect(later == ["in the wal"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder) == ["ledger.sqlite"])
    }
}

import Foundation
import GRDB
import Testing

@testable import Ledger

/// Ledgers of older versions are brought forward, after a backup.
@Suite struct MigrationTests {
    /// A ledger as version 1 made it, with a life of its own.
    private func first() async throws -> LedgerBench {
        let bench = try LedgerBench()
        try await bench.ledger.write { tx in
            _ = try tx.capture(in: .archived)
            _ = try tx.capture(in: .quarantined)
        }
        try bench.ledger.close()
        let file = try DatabaseQueue(path: bench.path)
        try await file.write { db in
            try db.execute(sql: "DROP TRIGGER capture_troubles_end; DROP TABLE capture_troubles")
            try db.execute(sql: "DROP INDEX runs_failed_open; DROP INDEX captures_quarantined_open")
            for column in ["over_us", "over_by", "over_why"] {
                try db.execute(
                    sql: "ALTER TABLE runs DROP COLUMN \(column); ALTER TABLE captures DROP COLUMN \(column)")
            }
            try db.execute(
                sql: """
                    DROP TABLE capture_contains; DROP INDEX captures_by_head; DROP INDEX captures_by_origin;
                    DROP INDEX captures_by_original; DROP INDEX captures_uncompared;
                    ALTER TABLE captures DROP COLUMN head_sha256; ALTER TABLE captures DROP COLUMN compared;
                    ALTER TABLE captures ADD COLUMN new_version INTEGER NOT NULL DEFAULT 0 CHECK (new_version IN (0, 1));
                    ALTER TABLE runs DROP COLUMN batch;
                    ALTER TABLE captures DROP COLUMN packet_fates; DROP TABLE row_sums; DROP TABLE anchors; DROP INDEX captures_by_run; DROP INDEX data_files_by_run;
                    PRAGMA user_version = 1
                    """)
            var previous = Data(count: 32)
            for row in try Row.fetchAll(db, sql: "SELECT seq, body FROM events ORDER BY seq") {
                var event = try EventChain.decode(row["body"])
                event.sums = nil
                let body = try EventChain.encode(event)
                previous = EventChain.hash(previous: previous, body: body)
                try db.execute(
                    sql: "UPDATE events SET body = ?, hash = ? WHERE seq = ?", arguments: [body, previous, event.seq])
            }
        }
        try file.close()
        return bench
    }

    @Test func versionOneIsVerifiedReadAndBroughtForward() async throws {
        let bench = try await first()
        let old = try LedgerReader(path: bench.path).read { try $0.verify() }
        #expect(old.problems == [] && old.captures == 2)
        let ledger = try bench.reopened()
        let report = try await ledger.read { try $0.verify() }
        #expect(report.problems == [] && report.events == old.events + 1)
        let event = try await ledger.read { try $0.events(limit: 1).first }
        #expect(
            event?.from == "version 1" && event?.to == "version \(LedgerSchema.version)" && event?.sums != nil
                && event?.why == nil)
        _ = try await ledger.write { try $0.capture(in: .expired) }
        #expect(try await ledger.read { try $0.verify().problems } == [])
        let version = try await ledger.read { try Int.fetchOne($0.db, sql: "PRAGMA user_version") }
        #expect(version == LedgerSchema.version)
        try ledger.close()
    }

    @Test func theSchemaIsThatOfANewLedger() async throws {
        let (old, new) = (try await first(), try LedgerBench())
        let ledger = try old.reopened()
        let list: @Sendable (LedgerView) throws -> [String] = {
            try String.fetchAll(
                $0.db, sql: "SELECT type || ' ' || name || coalesce(sql, '') FROM sqlite_master ORDER BY 1")
        }
        #expect(try await ledger.read(list) == new.ledger.read(list))
        try ledger.close()
    }

    @Test func theBackupIsTheLedgerAsItWas() async throws {
        let bench = try await first()
        let old = try LedgerReader(path: bench.path).read { try $0.verify() }
        try bench.reopened().close()
        let backup = bench.path + ".version-1"
        #expect(try LedgerReader(path: backup).read { try $0.verify() } == old)
        let version = try await DatabaseQueue(path: backup).read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
        #expect(version == 1)
        let names = try FileManager.default.contentsOfDirectory(atPath: bench.folder)
        #expect(names.filter { $0.contains("version") } == ["ledger.sqlite.version-1"], "no half of one is left")
    }

    @Test func withoutABackupNothingIsChanged() async throws {
        let bench = try await first()
        // Something that cannot be replaced is where the backup belongs.
        let place = bench.path + ".version-1"
        try FileManager.default.createDirectory(atPath: place + "/full", withIntermediateDirectories: true)
        #expect(throws: LedgerError.self) { try bench.reopened() }
        let version = try await DatabaseQueue(path: bench.path).read {
            try Int.fetchOne($0, sql: "PRAGMA user_version")
        }
        #expect(version == 1)
        try FileManager.default.removeItem(atPath: place)
        try bench.reopened().close()
    }

    @Test func whatWasWrongBeforeIsSaidAndNotForgotten() async throws {
        let bench = try await first()
        try await DatabaseQueue(path: bench.path).write { db in
            try db.execute(sql: "UPDATE captures SET state = 'loaded' WHERE id = 2")
        }
        let ledger = try bench.reopened()
        let event = try await ledger.read { try $0.events(limit: 1).first }
        #expect(event?.why?.contains("captures 2: is loaded, but its events say quarantined") == true)
        #expect(try await !ledger.read { try $0.verify().isSound })
        try ledger.close()
    }

    @Test func aNewLedgerNeedsNoBackup() async throws {
        let bench = try LedgerBench()
        try bench.ledger.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder) == ["ledger.sqlite"])
    }
}

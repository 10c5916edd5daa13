import Foundation
import GRDB
import Testing

@testable import Ledger

/// I4: whatever is changed in the file by anybody but the ledger itself is found. There is no column whose change is
/// passed over: the sums cover all of them, and the chain covers the sums.
@Suite struct TamperingTests {
    /// A whole, closed ledger, and a connection to it that checks nothing.
    private static func stolen() async throws -> (bench: LedgerBench, file: DatabaseQueue) {
        let bench = try LedgerBench()
        try await bench.fillEverything()
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
        try bench.ledger.close()
        let file = try DatabaseQueue(path: bench.path)
        try await file.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
            // A forger does not let the triggers tell on the row that is changed.
            for trigger in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
                try db.execute(sql: "DROP TRIGGER \(trigger)")
            }
        }
        return (bench, file)
    }

    private static func tables(_ db: Database) throws -> [String] {
        try String.fetchAll(
            db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
    }

    /// Another value of the same type.
    private static func other(_ column: String, of table: String, _ db: Database) throws -> String {
        switch try db.columns(in: table).first(where: { $0.name == column })?.type {
        case "INTEGER": "coalesce(\(column), 0) + 100000"
        case "BLOB": "CAST('forged' AS BLOB)"
        default: "coalesce(\(column), '') || 'x'"
        }
    }

    /// Which row of a table: the first and the last in its natural order.
    private static func row(_ table: String, last: Bool, _ db: Database) throws -> String {
        let key = try db.primaryKey(table).columns
        let names = key.joined(separator: ", ")
        let order = key.map { $0 + (last ? " DESC" : "") }.joined(separator: ", ")
        return "(\(names)) = (SELECT \(names) FROM \(table) ORDER BY \(order) LIMIT 1)"
    }

    /// Every statement that changes one value of one row, removes a row, or adds one.
    private static func forgeries(_ db: Database) throws -> [String] {
        var statements: [String] = []
        for table in try tables(db) {
            for last in [false, true] {
                let row = try row(table, last: last, db)
                for column in try db.columns(in: table).map(\.name) {
                    let other = try other(column, of: table, db)
                    statements.append("UPDATE \(table) SET \(column) = \(other) WHERE \(row)")
                }
                statements.append("DELETE FROM \(table) WHERE \(row)")
            }
            let values = try db.columns(in: table).map { try other($0.name, of: table, db) }.joined(separator: ", ")
            statements.append(
                "INSERT INTO \(table) SELECT \(values) FROM \(table) WHERE \(try row(table, last: true, db))")
        }
        return statements
    }

    @Test func everyTableHasRowsToTamperWith() async throws {
        let (bench, file) = try await Self.stolen()
        defer { withExtendedLifetime(bench) {} }
        try await file.read { db in
            for table in try Self.tables(db) {
                #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0 > 0, "\(table) is empty")
            }
            #expect(try LedgerView(db: db).verify().problems == [])
        }
    }

    @Test func everyColumnOfEveryTableIsGuarded() async throws {
        let (bench, file) = try await Self.stolen()
        defer { withExtendedLifetime(bench) {} }
        let statements = try await file.read(Self.forgeries)
        let columns = try await file.read { db in
            try Self.tables(db).reduce(0) { try $0 + db.columns(in: $1).count }
        }
        let found = try await file.writeWithoutTransaction { db in
            var found = 0
            for statement in statements {
                try db.inTransaction {
                    try db.execute(sql: statement)
                    #expect(db.changesCount == 1, "\(statement)")
                    let problems = try LedgerView(db: db).verify().problems
                    #expect(!problems.isEmpty, "not found: \(statement)")
                    found += problems.isEmpty ? 0 : 1
                    return .rollback
                }
            }
            return found
        }
        #expect(found == statements.count && columns > 150)
        let proof = "proof: tampering: \(found) of \(statements.count) changes found, \(columns) columns\n"
        FileHandle.standardOutput.write(Data(proof.utf8))
    }

    /// A forger who knows how sums are made still has to change the chain, which the next event's hash tells.
    @Test func aRowWithItsSumIsFoundByTheChain() async throws {
        let (bench, file) = try await Self.stolen()
        defer { withExtendedLifetime(bench) {} }
        let problems = try await file.write { db in
            try db.execute(sql: "UPDATE captures SET reason = 'forged' WHERE id = 1")
            let sum = try LedgerView(db: db).addUp("captures").sum.data
            try db.execute(sql: "UPDATE row_sums SET sum = ? WHERE table_name = 'captures'", arguments: [sum])
            return try LedgerView(db: db).verify().problems
        }
        #expect(problems == ["row_sums: differ from what the newest event with a digest says"])
    }
}

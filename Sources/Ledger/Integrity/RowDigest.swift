import DurableIO
import Crypto
import Foundation
import GRDB
import Model

/// A sum over rows that does not depend on their order, so that it can follow a table row by row: what a row adds when
/// it comes it takes away when it goes.
///
/// Each row is hashed (SHA-256 of its table's name and its values, each with its type and length) and spread over
/// 32 lanes of 64 bits (SHA-512 of the hash and a counter); the lanes are added, wrapping. They are so many in order
/// that nobody finds other rows that give the same sum.
struct RowDigest: Sendable, Equatable {
    private static let laneCount = 32

    private var lanes = [UInt64](repeating: 0, count: laneCount)

    init() {}

    /// - Throws: `LedgerError.damaged` if it is not as long as a sum.
    init(_ data: Data) throws {
        guard data.count == Self.laneCount * 8 else { throw LedgerError.damaged("a sum over rows has another length") }
        data.withUnsafeBytes { bytes in
            for lane in 0..<Self.laneCount {
                lanes[lane] = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: lane * 8, as: UInt64.self))
            }
        }
    }

    /// What one row is in the sum of its table.
    init(table: String, values: some Collection<DatabaseValue>) {
        let seed = SHA256.hash(data: RowDigest.bytes(table, values))
        for part in 0..<4 {
            var hash = SHA512()
            seed.withUnsafeBytes { hash.update(bufferPointer: $0) }
            withUnsafeBytes(of: UInt8(part)) { hash.update(bufferPointer: $0) }
            hash.finalize().withUnsafeBytes { bytes in
                for lane in 0..<8 {
                    lanes[part * 8 + lane] = UInt64(
                        littleEndian: bytes.loadUnaligned(fromByteOffset: lane * 8, as: UInt64.self))
                }
            }
        }
    }

    /// What a state is in the sum of an anchor.
    init(kind: String, id: Int64, state: String) {
        self.init(table: "state of " + kind, values: [id.databaseValue, state.databaseValue])
    }

    static func += (left: inout RowDigest, right: RowDigest) {
        for lane in left.lanes.indices { left.lanes[lane] &+= right.lanes[lane] }
    }

    static func -= (left: inout RowDigest, right: RowDigest) {
        for lane in left.lanes.indices { left.lanes[lane] &-= right.lanes[lane] }
    }

    /// The lanes, little-endian.
    var data: Data {
        var data = Data(capacity: Self.laneCount * 8)
        for lane in lanes { withUnsafeBytes(of: lane.littleEndian) { data.append(contentsOf: $0) } }
        return data
    }

    private static func bytes(_ table: String, _ values: some Collection<DatabaseValue>) -> [UInt8] {
        var bytes = Array(table.utf8)
        func number(_ number: UInt64) { withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) } }
        func content(_ tag: UInt8, _ content: some Collection<UInt8>) {
            bytes.append(tag)
            number(UInt64(content.count))
            bytes.append(contentsOf: content)
        }
        for value in values {
            switch value.storage {
            case .null: bytes.append(0)
            case .int64(let integer):
                bytes.append(1)
                number(UInt64(bitPattern: integer))
            case .double(let double):
                bytes.append(2)
                number(double.bitPattern)
            case .string(let text): content(3, text.utf8)
            case .blob(let data): content(4, data)
            }
        }
        return bytes
    }
}

/// The sums over the rows of each table, and the digest of all of them.
extension LedgerView {
    /// Every table whose rows are summed: all but the events, which have their chain, and the sums themselves.
    func summedTables() throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                AND name NOT IN ('events', 'row_sums') ORDER BY name
                """)
    }

    /// Adds up a table's rows as they are.
    func addUp(_ table: String) throws -> (rows: Int64, sum: RowDigest) {
        var result: (rows: Int64, sum: RowDigest) = (0, RowDigest())
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM \(table)")
        while let row = try rows.next() {
            result.rows += 1
            result.sum += RowDigest(table: table, values: Array(row.databaseValues))
        }
        return result
    }

    /// Lower-case hex of SHA-256 over what `row_sums` says: name, count and sum of each table, by name.
    func rowDigest() throws -> String {
        var hash = SHA256()
        for row in try Row.fetchAll(db, sql: "SELECT table_name, rows, sum FROM row_sums ORDER BY table_name") {
            hash.update(data: Data("\(row["table_name"] as String) \(row["rows"] as Int64) ".utf8))
            hash.update(data: row["sum"] as Data)
        }
        return Data(hash.finalize()).hexadecimal
    }

    /// Whether the ledger is of a version that has sums and anchors: a backup may be older.
    var hasSums: Bool { get throws { try db.tableExists("row_sums") } }

    /// Compares the rows with their sums, and the sums with what the chain says of them.
    func compareRows(digest: String?, into report: inout LedgerVerification) throws {
        guard try hasSums else { return }
        let kept = try Row.fetchAll(db, sql: "SELECT table_name, rows, sum FROM row_sums")
        var sums: [String: (rows: Int64, sum: Data)] = [:]
        for row in kept { sums[row["table_name"]] = (row["rows"], row["sum"]) }
        for table in try summedTables() {
            let found = try addUp(table)
            let said = sums.removeValue(forKey: table) ?? (rows: 0, sum: RowDigest().data)
            if found.rows != said.rows {
                report.add("\(table): has \(found.rows) rows, but \(said.rows) were written")
            } else if found.sum.data != said.sum {
                report.add("\(table): its rows are not those that were written")
            }
        }
        let end = try chainEnd().seq
        if let said = sums.removeValue(forKey: "events"), said.rows != end {
            report.add("the chain ends with event \(end), but \(said.rows) were written")
        }
        for table in sums.keys.sorted() { report.add("row_sums: there is no table \(table)") }
        if let digest, try rowDigest() != digest {
            report.add("row_sums: differ from what the newest event with a digest says")
        }
    }
}

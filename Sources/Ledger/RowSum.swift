import Crypto
import Foundation
import GRDB

/// A sum over rows that does not depend on their order, so that it can follow a table row by row: what a row adds when
/// it comes it takes away when it goes.
///
/// Each row is hashed (SHA-256 of its table's name and its values, each with its type and length) and spread over
/// 32 lanes of 64 bits (SHA-512 of the hash and a counter); the lanes are added, wrapping. They are so many in order
/// that nobody finds other rows that give the same sum.
struct RowSum: Sendable, Equatable {
    private static let laneCount = 32

    private var lanes = [UInt64](repeating: 0, count: laneCount)

    init() {}

    /// Errors: `LedgerError.damaged` if it is not as long as a sum.
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
        let seed = SHA256.hash(data: RowSum.bytes(table, values))
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

    static func += (left: inout RowSum, right: RowSum) {
        for lane in left.lanes.indices { left.lanes[lane] &+= right.lanes[lane] }
    }

    static func -= (left: inout RowSum, right: RowSum) {
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

import GRDB
import Testing

@testable import Ledger

/// Accounting that closes, as `ledger verify` checks it: not whether somebody changed a row behind the ledger's back, but
/// whether what the ledger itself wrote adds up.
@Suite struct AccountTests {
    /// Two captures in one file of a compacted day, one in staging, each with the fates of its packets.
    private func lived() async throws -> LedgerBench {
        let bench = try LedgerBench()
        let captures = try await bench.ledger.write { tx in
            try ["a", "b"].map { name in
                let id = try tx.incomingCapture(name: name)
                try tx.decoded(id, try tx.claimed(id), fates: ["datagram": 7, "other": 2, "ip_malformed": 1])
                return id
            }
        }
        try await bench.compact(Dictionary(uniqueKeysWithValues: captures.map { ($0, 10) }))
        _ = try await bench.ledger.write { tx in
            let id = try tx.incomingCapture(name: "c")
            return try tx.decoded(id, try tx.claimed(id), fates: ["datagram": 10])
        }
        return bench
    }

    /// The problems after the ledger itself has written something wrong.
    private func problems(_ sql: String) async throws -> [String] {
        let bench = try await lived()
        try await bench.ledger.write { try $0.db.execute(sql: sql) }
        return try await bench.ledger.read { try $0.verify().problems }
    }

    @Test func anHonestLedgerAddsUp() async throws {
        let bench = try await lived()
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
        let fates = try await bench.ledger.read {
            try $0.requireCapture(1).packetFates.map { try PacketDispositions.decode($0) }
        }
        #expect(fates == ["datagram": 7, "other": 2, "ip_malformed": 1])
    }

    @Test func packetsWithoutAFateAreFound() async throws {
        #expect(
            try await problems("UPDATE captures SET packets = 11 WHERE id = 1") == [
                "capture 1: 11 packets were read, but 10 are accounted for"
            ])
        #expect(
            try await problems("UPDATE captures SET packet_fates = 'no JSON' WHERE id = 2") == [
                "capture 2: 10 packets were read, but 0 are accounted for"
            ])
    }

    @Test func rowsThatAreNobodysAreFound() async throws {
        let file = "warehouse/dns/day=2026-01-01/gen=1/0.parquet"
        #expect(
            try await problems("UPDATE capture_rows SET rows = 9 WHERE capture = 1") == [
                "\(file): has 20 rows, but 19 by capture"
            ])
        #expect(
            try await problems("UPDATE data_files SET rows = 21 WHERE path = '\(file)'") == [
                "\(file): has 21 rows, but 20 by capture"
            ])
    }

    @Test func rowsOfACaptureThatCanHaveNoneAreFound() async throws {
        #expect(
            try await problems("UPDATE captures SET duplicate_of = 2 WHERE id = 1") == [
                "capture 1: has live rows, and is loaded"
            ])
        #expect(
            try await problems("UPDATE capture_rows SET capture = 99 WHERE capture = 1") == [
                "capture 99: has live rows, and is unknown"
            ])
    }

    @Test func aDayThatIsAnotherGenerationIsFound() async throws {
        let found = try await problems("UPDATE partitions SET generation = 2")
        #expect(
            found.count == 1 && found[0].hasSuffix("is live as generation 1, but its day is generation 2"), "\(found)")
    }

    @Test func maskedRowsAreThoseThatReadersDoNotSee() async throws {
        let bench = try await lived()
        try await bench.ledger.write { tx in
            try tx.archive(capture: 1, day: "2026-01-01", run: nil)
            try tx.settleAll()
            try tx.reprocess(capture: 1, who: "op", why: nil)
            try tx.settleAll()
            try tx.decoded(1, try tx.claimed(1), fates: ["datagram": 10])
        }
        let (masked, live) = try await bench.ledger.read { view in
            (try view.maskedRows(ofCapture: 1), try view.liveRows(ofCapture: 1).reduce(0) { $0 + $1.rows })
        }
        #expect(masked == 10 && live == 10)
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }
}

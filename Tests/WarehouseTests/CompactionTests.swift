import Foundation
import Model
import RealServers
import Tables
import Testing

@testable import Warehouse

struct CompactionTests {
    private let settings: EngineSettings
    private let bench: EngineBench

    init() throws {
        settings = EngineSettings(threads: 2, memoryLimitBytes: 512 << 20)
        bench = try EngineBench(settings)
    }

    /// Writes files of synthetic rows, each of two captures: file n has 2n and 2n + 1.
    private func inputs(_ count: Int, rows: Int = 3000, masked: [Int: [Int64]] = [:]) throws -> [CompactionInput] {
        var traffic = SyntheticTraffic(domains: 500, clients: 300)
        return try (0..<count).map { number in
            let captures = [Int64(2 * number), Int64(2 * number + 1)]
            try bench.write(captures.map { traffic.batch(rows: rows, capture: $0) }, as: "in-\(number).parquet")
            return CompactionInput(
                path: bench.folder["in-\(number).parquet"], maskedCaptures: masked[number] ?? [])
        }
    }

    private func compaction(_ inputs: [CompactionInput], target: Int64 = 512 << 20, drops: Bool = false) -> Compaction {
        Compaction(
            table: .dns, day: Day(number: 19_675), inputs: inputs, outputDirectory: bench.folder["out"],
            targetFileSizeBytes: target, dropsAddresses: drops)
    }

    private func read(_ files: [CompactedFile]) -> String {
        let paths = files.map { bench.folder["out/\($0.file.path)"] }
        return "read_parquet(\(SQLText.list(paths)), hive_partitioning = false, file_row_number = true)"
    }

    @Test func rowsAreTheSameInOneSortedFile() throws {
        let inputs = try inputs(4)
        let files = try compaction(inputs).run(settings, on: bench.engine)
        let before = "read_parquet(\(SQLText.list(inputs.map(\.path))))"
        let after = "(SELECT * EXCLUDE file_row_number FROM \(read(files)))"
        #expect(files.map(\.file.path) == ["dns/day=2023-11-14/0.parquet"])
        #expect(files.map(\.file.rows) == [24_000])
        for (left, right) in [(before, after), (after, before)] {
            #expect(try bench.value("SELECT count(*) FROM (FROM \(left) EXCEPT ALL FROM \(right))") == "0")
        }
        #expect(files[0].rowsByCapture == Dictionary(uniqueKeysWithValues: (0..<8).map { (Int64($0), 3000) }))
        for file in files { #expect(try unsorted(file) == "0") }
    }

    @Test func filesSayWhereTheyComeFrom() throws {
        let files = try compaction(try inputs(1)).run(
            settings, on: bench.engine, metadata: ["entrada.ledger": "it's 1", "entrada.run": "7"])
        let path = SQLText.literal(bench.folder["out/\(files[0].file.path)"])
        let found = try bench.rows(
            "SELECT decode(key), decode(value) FROM parquet_kv_metadata(\(path)) WHERE decode(key) LIKE 'entrada.%' ORDER BY 1"
        )
        #expect(found == [["entrada.ledger", "it's 1"], ["entrada.run", "7"]])
    }

    /// How many rows of a file come after a greater one.
    private func unsorted(_ file: CompactedFile) throws -> String? {
        try bench.value(
            """
            SELECT count(*) FROM (
                SELECT dns_domainname AS d, "time" AS t, lag(dns_domainname) OVER w AS pd, lag("time") OVER w AS pt
                FROM \(read([file])) WINDOW w AS (ORDER BY file_row_number)
            ) WHERE pt IS NOT NULL AND (pd, pt) > (d, t)
            """)
    }

    @Test func maskedRowsAreLeftOut() throws {
        let files = try compaction(try inputs(3, masked: [0: [0], 2: [4, 5]])).run(settings, on: bench.engine)
        #expect(files.map(\.rowsByCapture) == [[1: 3000, 2: 3000, 3: 3000]])
        let found = "SELECT string_agg(DISTINCT capture_id, ',' ORDER BY capture_id) FROM \(read(files))"
        #expect(try bench.value(found) == "1,2,3")
    }

    @Test func nothingIsWrittenWhenAllRowsAreMasked() throws {
        let files = try compaction(try inputs(1, masked: [0: [0, 1]])).run(settings, on: bench.engine)
        #expect(files.isEmpty)
        #expect(try bench.folder.names(in: "out/dns/day=2023-11-14").isEmpty)
    }

    @Test func filesAreCutAtTheTargetSizeInOrder() throws {
        let inputs = try inputs(4, rows: 30_000)
        let target: Int64 = 1 << 20
        let files = try compaction(inputs, target: target).run(settings, on: bench.engine)
        #expect(files.count >= 4)
        #expect(files.map(\.file.rows).reduce(0, +) == 240_000)
        for file in files.dropLast() {
            #expect((target * 3 / 4...target * 3 / 2).contains(file.file.bytes), "\(file.file.path)")
        }
        for file in files { #expect(try unsorted(file) == "0") }
        // Files follow each other: a domain's rows are in one file, or at the seam of two.
        let ranges = try files.map {
            try bench.rows("SELECT min(dns_domainname), max(dns_domainname) FROM \(read([$0]))")[0]
        }
        for (left, right) in zip(ranges, ranges.dropFirst()) { #expect((left[1] ?? "") <= (right[0] ?? "")) }
        let counted = files.reduce(into: [Int64: Int64]()) { $0.merge($1.rowsByCapture) { $0 + $1 } }
        #expect(counted == Dictionary(uniqueKeysWithValues: (0..<8).map { (Int64($0), 30_000) }))
    }

    @Test func addressesCanBeLeftOut() throws {
        let inputs = try inputs(1)
        let files = try compaction(inputs, drops: true).run(settings, on: bench.engine)
        let counts = "SELECT count(ip_src), count(edns_cookie_client), count(ip_dst), count(ip_asn), count(*) FROM "
        #expect(try bench.rows(counts + read(files)) == [["0", "0", "6000", "6000", "6000"]])
        #expect(try bench.value("SELECT count(ip_src) FROM read_parquet(FILE)", "in-0.parquet") == "6000")
        // The column is still there, with its type.
        let type = "SELECT column_type FROM (DESCRIBE SELECT * FROM \(read(files))) WHERE column_name = 'ip_src'"
        #expect(try bench.value(type) == "VARCHAR")
    }

    @Test func otherTablesAreSortedByTime() throws {
        let batch = ICMPBatch(capacity: 100)
        for number in 0..<100 {
            let row = batch.appendRow()
            batch.time.set(row, 1_700_000_000_000_000 + Int64(number * 37 % 100))
            batch.captureId.set(row, 7)
        }
        try bench.write([batch], as: "icmp.parquet")
        let files = try Compaction(
            table: .icmp, day: Day(number: 19_675), inputs: [CompactionInput(path: bench.folder["icmp.parquet"])],
            outputDirectory: bench.folder["out"], targetFileSizeBytes: 1 << 20
        ).run(settings, on: bench.engine)
        let wrong =
            "SELECT count(*) FROM (SELECT \"time\" < lag(\"time\") OVER (ORDER BY file_row_number) AS wrong FROM \(read(files))) WHERE wrong"
        #expect(try bench.value(wrong) == "0")
        #expect(files.map(\.rowsByCapture) == [[7: 100]])
    }

    @Test func olderFilesWithFewerColumnsAreTaken() throws {
        let path = bench.folder["old.parquet"]
        try bench.engine.connect().execute(
            """
            COPY (SELECT 5::BIGINT AS capture_id, 'a.nl' AS dns_domainname, 1::SMALLINT AS dns_qtype)
            TO \(SQLText.literal(path)) (FORMAT parquet)
            """)
        let files = try compaction([CompactionInput(path: path)]).run(settings, on: bench.engine)
        let sql = "SELECT dns_domainname, dns_qtype, dns_qname, typeof(dns_qtype), len(edns_options) FROM "
        #expect(try bench.rows(sql + read(files)) == [["a.nl", "1", nil, "INTEGER", nil]])
    }

    @Test func inputThatIsMissingIsNamed() throws {
        let gone = compaction([CompactionInput(path: bench.folder["gone.parquet"])])
        let error = #expect(throws: WarehouseError.self) { try gone.run(settings, on: bench.engine) }
        #expect(error?.description.contains("gone.parquet") == true)
    }

    @Test func rowsWithoutCaptureAreRefused() throws {
        let batch = DNSBatch(capacity: 1)
        batch.dnsId.set(batch.appendRow(), 1)
        try bench.write([batch], as: "a.parquet")
        let orphan = compaction([CompactionInput(path: bench.folder["a.parquet"])])
        let error = #expect(throws: WarehouseError.self) { try orphan.run(settings, on: bench.engine) }
        #expect(error?.description.contains("capture_id") == true)
    }

    @Test func anInterruptedEngineStops() throws {
        let work = compaction(try inputs(1))
        bench.engine.interrupt()
        let error = #expect(throws: WarehouseError.self) { try work.run(settings, on: bench.engine) }
        #expect(error?.description == "interrupted")
    }
}

import Crypto
import Foundation
import RealServers
import Tables
import Testing

@testable import Warehouse

struct WriterTests {
    @Test(arguments: [Table.dns, .icmp])
    func fileHasTheColumnsOfTheTable(table: Table) throws {
        let schema = TableSchema.of(table)
        let bench = try EngineBench()
        try bench.write([table == .dns ? DNSBatch(capacity: 1) : ICMPBatch(capacity: 1)], as: "a.parquet")
        let found = try bench.rows("DESCRIBE SELECT * FROM read_parquet(FILE)").map {
            "\($0[0] ?? "") \($0[1] ?? "")".replacing("\"", with: "")
        }
        #expect(found == schema.columns.map { "\($0.name) \($0.type.sql.replacing("\"", with: ""))" })
        #expect(try bench.value("SELECT count(*) FROM read_parquet(FILE)") == "0")
    }

    @Test func timesAreStoredWithoutZone() throws {
        let bench = try EngineBench()
        let batch = DNSBatch(capacity: 2)
        batch.time.set(batch.appendRow(), 1_700_000_000_123_456)
        batch.time.set(batch.appendRow(), -1)
        try bench.write([batch], as: "a.parquet")
        #expect(
            try bench.rows("SELECT \"time\" FROM read_parquet(FILE)") == [
                ["2023-11-14 22:13:20.123456"], ["1969-12-31 23:59:59.999999"],
            ])
        let stored = "SELECT type, logical_type FROM parquet_schema(FILE) WHERE name = 'time'"
        let type = try bench.rows(stored)
        #expect(type.first?[0] == "INT64")
        #expect(type.first?[1]?.contains("isAdjustedToUTC=0") == true)
        #expect(type.first?[1]?.contains("MICROS") == true)
    }

    @Test func limitsOfNumbersSurvive() throws {
        let bench = try EngineBench()
        let batch = DNSBatch(capacity: 4)
        for (small, large) in [(Int32.min, Int64.min), (Int32.max, Int64.max), (0, 0)] {
            let row = batch.appendRow()
            batch.dnsQtype.set(row, small)
            batch.ipAsn.set(row, large)
            batch.dnsAa.set(row, small > 0)
        }
        _ = batch.appendRow()
        try bench.write([batch], as: "a.parquet")
        #expect(
            try bench.rows("SELECT dns_qtype, ip_asn, dns_aa FROM read_parquet(FILE)") == [
                ["-2147483648", "-9223372036854775808", "false"], ["2147483647", "9223372036854775807", "true"],
                ["0", "0", "false"], [nil, nil, nil],
            ])
    }

    @Test func textOfEveryLengthSurvives() throws {
        let bench = try EngineBench()
        // 12 bytes stand in the cell itself, 13 do not.
        let texts = ["", "a", "exactly12byt", "thirteen byte", "žluťoučký.кот.例え.\u{1F600}", "nul\u{0}inside it all"]
        let batch = DNSBatch(capacity: texts.count + 1)
        for text in texts {
            let row = batch.appendRow()
            batch.dnsQnameFull.set(row, text: text)
            batch.ipSrc.set(row, text: text)
        }
        _ = batch.appendRow()
        try bench.write([batch], as: "a.parquet")
        let rows = try bench.rows("SELECT dns_qname_full, ip_src FROM read_parquet(FILE)")
        #expect(rows == texts.map { [$0, $0] } + [[nil, nil]])
    }

    @Test func listsMayBeNullEmptyOrLong() throws {
        let bench = try EngineBench()
        let batch = DNSBatch(capacity: 4)
        for _ in 0..<4 { _ = batch.appendRow() }
        for code in 0..<3000 { batch.ednsOptions.append(3, Int32(code)) }
        batch.ednsOptions.lists[1] = ListSlice(start: 0, count: 0)
        batch.ednsOptions.append(2, 10)
        for text in ["a.example.", "", "a long name that does not fit into a cell."] {
            batch.dnsCname.append(2, batch.dnsCname.arena.append(text: text))
        }
        batch.dnsCname.append(2, .null)
        let arena = batch.dnsRdata.arena
        batch.dnsRdata.append(
            1,
            .init(
                section: 1, name: arena.append(text: "example."), type: 16, recordClass: 1, ttl: 4_294_967_295,
                data: arena.append(text: "\"some text that is long\"")))
        batch.dnsRdata.append(1, .init(section: 3, name: .null, type: 41, recordClass: 4096, ttl: 0, data: .null))
        try bench.write([batch], as: "a.parquet")
        let sql = """
            SELECT edns_options[:2], len(edns_options), list_sum(edns_options), dns_cname, dns_rdata
            FROM read_parquet(FILE)
            """
        let records = """
            [{'section': 1, 'name': example., 'type': 16, 'class': 1, 'ttl': 4294967295, \
            'data': '"some text that is long"'}, \
            {'section': 3, 'name': NULL, 'type': 41, 'class': 4096, 'ttl': 0, 'data': NULL}]
            """
        let rows = try bench.rows(sql)
        #expect(rows[0] == [nil, nil, nil, nil, nil])
        #expect(rows[1][..<4] == ["[]", "0", nil, nil])
        #expect(rows[1][4]?.replacing("\\\"", with: "\"") == records)
        #expect(
            rows[2] == ["[10]", "1", "10", "[a.example., '', a long name that does not fit into a cell., NULL]", nil])
        #expect(rows[3] == ["[0, 1]", "3000", "4498500", nil, nil])
    }

    /// Lists of records over the edges of the engine's vectors, and rows without any between them.
    @Test func recordsStayWithTheirRows() throws {
        let bench = try EngineBench()
        let batch = DNSBatch(capacity: 7000)
        let arena = batch.dnsRdata.arena
        for number in 0..<7000 {
            let row = batch.appendRow()
            batch.captureFrame.set(row, Int64(number))
            for element in 0..<number % 4 {
                batch.dnsRdata.append(
                    row,
                    .init(
                        section: Int32(element), name: arena.append(text: "host-with-number-\(number)."),
                        type: Int32(number), recordClass: Int32(-element), ttl: Int64(number) << 20,
                        data: element == 2 ? .null : arena.append(text: "\(number) \(element)")))
            }
        }
        try bench.write([batch], as: "a.parquet")
        let wrong = """
            SELECT count(*) FROM read_parquet(FILE) WHERE dns_rdata IS DISTINCT FROM CASE WHEN capture_frame % 4 > 0 THEN
                list_transform(range(0, capture_frame % 4), lambda e: {
                    'section': e::INTEGER, 'name': 'host-with-number-' || capture_frame || '.',
                    'type': capture_frame::INTEGER, 'class': -e::INTEGER, 'ttl': capture_frame << 20,
                    'data': CASE WHEN e <> 2 THEN capture_frame || ' ' || e END
                }) END
            """
        #expect(try bench.value(wrong) == "0")
        #expect(try bench.value("SELECT sum(len(dns_rdata)) FROM read_parquet(FILE)") == String(7000 / 4 * 6))
    }

    @Test func rowsComeInOrderFromManyBatches() throws {
        let bench = try EngineBench()
        // Sizes around the engine's vector (2048) and its words of validity (64).
        let sizes = [1, 63, 64, 65, 2047, 2048, 2049, 5000, 2048 * 3]
        var value: Int64 = 0
        let batches = sizes.map { size in
            let batch = DNSBatch(capacity: size + 7)
            for _ in 0..<size {
                let row = batch.appendRow()
                batch.captureFrame.set(row, value)
                if value % 3 != 0 { batch.dnsProcTimeUs.set(row, value * 2) }
                if value % 5 == 0 { batch.dnsQname.set(row, text: "label-number-\(value)") }
                for element in 0..<(value % 4) { batch.ednsKeytag.append(row, Int32(value + element)) }
                value += 1
            }
            return batch
        }
        let file = try bench.write(batches, as: "a.parquet")
        #expect(file.rows == value)
        let wrong = """
            SELECT count(*) FROM (
                SELECT *, row_number() OVER () - 1 AS n FROM read_parquet(FILE)
            ) WHERE capture_frame IS DISTINCT FROM n
                OR dns_proc_time_us IS DISTINCT FROM CASE WHEN n % 3 <> 0 THEN 2 * n END
                OR dns_qname IS DISTINCT FROM CASE WHEN n % 5 = 0 THEN 'label-number-' || n END
                OR edns_keytag IS DISTINCT FROM CASE WHEN n % 4 > 0 THEN range(n, n + n % 4)::INTEGER[] END
            """
        #expect(try bench.value(wrong) == "0")
        #expect(try bench.value("SELECT count(*) FROM read_parquet(FILE)") == String(value))
    }

    @Test func textThatIsNotUTF8IsRepaired() throws {
        let bench = try EngineBench()
        let batch = DNSBatch(capacity: 2)
        let broken: [UInt8] = [0x61, 0xFF, 0x62, 0xC3]
        broken.withUnsafeBytes { batch.ednsNsid.set(batch.appendRow(), copying: $0) }
        broken.withUnsafeBytes { batch.ednsExtErrorText.append(0, batch.ednsExtErrorText.arena.append($0)) }
        batch.ednsNsid.set(batch.appendRow(), text: "é")
        try bench.write([batch], as: "a.parquet")
        #expect(
            try bench.rows("SELECT edns_nsid, edns_ext_error_text[1] FROM read_parquet(FILE)")
                == [["a\u{FFFD}b\u{FFFD}", "a\u{FFFD}b\u{FFFD}"], ["é", nil]])
    }

    @Test func sizeAndDigestAreThoseOfTheFile() throws {
        let bench = try EngineBench()
        var traffic = SyntheticTraffic()
        let file = try bench.write([traffic.batch(rows: 10_000, capture: 1)], as: "a.parquet")
        let data = try bench.folder.bytes("a.parquet")
        #expect(file.bytes == Int64(data.count))
        #expect(file.sha256 == SHA256.hash(data: data).map { String(format: "%02x", $0) }.joined())
        #expect(file.rows == 10_000)
    }

    @Test func severalFilesAreWrittenAtOnce() throws {
        let bench = try EngineBench()
        var traffic = SyntheticTraffic()
        let writers = try (0..<5).map {
            try DuckDBParquetWriter(engine: bench.engine, schema: .dns, path: bench.folder["\($0).parquet"])
        }
        for round in 0..<4 {
            for writer in writers { try writer.write(traffic.batch(rows: 3000, capture: Int64(round))) }
        }
        #expect(try writers.map { try $0.finish().rows } == Array(repeating: 12_000, count: 5))
    }

    @Test func aDirectoryThatIsNotThereFailsTheWriter() throws {
        let bench = try EngineBench()
        let writer = try DuckDBParquetWriter(engine: bench.engine, schema: .dns, path: bench.folder["no/a.parquet"])
        var traffic = SyntheticTraffic()
        // Whoever puts batches does not wait for ever, and is told.
        #expect(throws: WarehouseError.self) {
            for _ in 0..<10 { try writer.write(traffic.batch(rows: 10, capture: 1)) }
            _ = try writer.finish()
        }
    }

    @Test func aWriterThatIsGivenUpLeavesNothing() throws {
        let bench = try EngineBench()
        var writer: DuckDBParquetWriter? = try DuckDBParquetWriter(
            engine: bench.engine, schema: .dns, path: bench.folder["a.parquet"])
        var traffic = SyntheticTraffic()
        try writer?.write(traffic.batch(rows: 10_000, capture: 1))
        writer = nil
        #expect(try bench.folder.names(in: "").isEmpty)
    }
}

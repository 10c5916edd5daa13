import Foundation
import RealServers
import Tables
import Testing

@testable import Warehouse

/// A Python that has pyarrow: `ENTRADA_PYTHON`, else the one of the system; nil if there is none.
private let python: String? = {
    let candidates = [ProcessInfo.processInfo.environment["ENTRADA_PYTHON"], "/usr/bin/python3"].compactMap { $0 }
    return candidates.first { (try? Program.run($0, ["-c", "import pyarrow.parquet"])) != nil }
}()

@Suite(.enabled(if: python != nil, "no Python with pyarrow (ENTRADA_PYTHON names one)"))
struct OtherReaderTests {
    private static let script = """
        json, sys, pa = map(__import__, ("json", "sys", "pyarrow"))
        table = __import__("pyarrow.parquet").parquet.read_table(sys.argv[1], partitioning=None)
        kinds = {name: str(table.schema.field(name).type) for name in table.column_names}
        table = table.set_column(1, "time", table["time"].cast(pa.int64()))
        rows = [{k: v for k, v in row.items() if v is not None} for row in table.to_pylist()]
        print(json.dumps([kinds, rows], sort_keys=True, ensure_ascii=False))
        """

    private func read(_ path: String) throws -> (kinds: [String: String], rows: String) {
        let text = try Program.run(python ?? "", ["-c", Self.script, path])
        let parts = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [Any] ?? []
        let rows = try JSONSerialization.data(
            withJSONObject: parts.last ?? [], options: [.sortedKeys, .withoutEscapingSlashes])
        return (parts.first as? [String: String] ?? [:], String(decoding: rows, as: UTF8.self))
    }

    @Test func valuesAreTheSame() throws {
        let bench = try EngineBench()
        let batch = DNSBatch(capacity: 3)
        let row = batch.appendRow()
        batch.time.set(row, 1_700_000_000_123_456)
        batch.ipAsn.set(row, .max)
        batch.dnsQtype.set(row, .min)
        batch.dnsAa.set(row, false)
        batch.dnsQnameFull.set(row, text: "žluťoučký.例え.\u{1F600}.")
        batch.ipSrc.set(row, text: "2001:db8::1")
        batch.ednsOptions.append(row, 10)
        batch.ednsOptions.append(row, 65_001)
        batch.ednsKeytag.lists[row] = ListSlice(start: 0, count: 0)
        batch.dnsCname.append(row, batch.dnsCname.arena.append(text: "a.example."))
        let arena = batch.dnsRdata.arena
        batch.dnsRdata.append(
            row,
            .init(
                section: 1, name: arena.append(text: "nl."), type: 2, recordClass: 1, ttl: 4_294_967_295,
                data: arena.append(text: "ns1.dns.nl.")))
        _ = batch.appendRow()
        try bench.write([batch], as: "a.parquet")
        let found = try read(bench.folder["a.parquet"])
        let record = #"{"class":1,"data":"ns1.dns.nl.","name":"nl.","section":1,"ttl":4294967295,"type":2}"#
        #expect(
            found.rows == """
                [{"dns_aa":false,"dns_cname":["a.example."],"dns_qname_full":"žluťoučký.例え.\u{1F600}.",\
                "dns_qtype":-2147483648,"dns_rdata":[\(record)],"edns_keytag":[],"edns_options":[10,65001],\
                "ip_asn":9223372036854775807,"ip_src":"2001:db8::1","time":1700000000123456},{}]
                """)
        let expected = TableSchema.dns.columns.map { ($0.name, Self.arrow($0.type)) }
        #expect(found.kinds == Dictionary(uniqueKeysWithValues: expected))
    }

    private static func arrow(_ type: ColumnType) -> String {
        switch type {
        case .text, .dictionaryText: "string"
        case .int32: "int32"
        case .int64: "int64"
        case .bool: "bool"
        case .timestamp: "timestamp[us]"
        case .int32List: "list<element: int32>"
        case .textList: "list<element: string>"
        case .recordList:
            "list<element: struct<section: int32, name: string, type: int32, class: int32, ttl: int64, data: string>>"
        }
    }
}

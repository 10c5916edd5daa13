import Foundation
import Tables
import Testing

/// `COLUMNS.md` is what the batches say. With `ENTRADA_WRITE_PAGES=1` the test writes it instead.
@Suite struct ColumnsPageTests {
    @Test func thePageSaysWhatTheBatchesSay() throws {
        var folder = URL(filePath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        let place = folder.appending(path: "Sources/Tables/COLUMNS.md")
        if ProcessInfo.processInfo.environment["ENTRADA_WRITE_PAGES"] == "1" {
            try Self.page.write(to: place, atomically: true, encoding: .utf8)
        }
        let found = try String(contentsOf: place, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        let wanted = Self.page.split(separator: "\n", omittingEmptySubsequences: false)
        for (line, other) in zip(found, wanted) { #expect(line == other) }
        #expect(found.count == wanted.count, "run this test with ENTRADA_WRITE_PAGES=1, and look at what has changed")
    }

    private static var page: String { head + Table.allCases.map(section).joined() }

    private static func section(_ table: Table) -> String {
        let rows = TableSchema.of(table).columns.map { column in
            "| `\(column.name)` | `\(column.type.sql)` | \(column.isNullable ? "maybe" : "never") "
                + "| \(column.layer.rawValue) | \(column.origin.rawValue) "
                + "| \(column.meaning)\(column.traits.contains(.personal) ? " (personal)" : "") |\n"
        }
        return """

            ## \(table.rawValue)
            \(opening[table] ?? "")

            | column | type | NULL | filled by | from | meaning |
            |---|---|---|---|---|---|

            """ + rows.joined()
    }

    private static let opening: [Table: String] = [
        .dns: "One row for each query with its response, or for a message that has no other.",
        .icmp: "One row for each ICMP or ICMPv6 packet. `orig_` columns are of the packet that an error quotes.",
        .flows: "One row for each NetFlow or IPFIX record.",
    ]

    private static let head = """
        # Columns

        Made of `DNSBatch`, `ICMPBatch` and `FlowBatch`, where each column has its one line; a test compares this page with
        them. `DESCRIBE dns` in `entradactl query` gives the same names and types in the same order.

        - **NULL**: whether a row may be without a value.
        - **filled by**: the layer of `Decode` that knows the value; `options` is what the job says of the capture.
        - **from**: `Q` the request, `R` the response, `Q→R` the request or else the response with source and destination
          swapped, `R⇒Q` the response or else the request, `Q+R` both, `question` the question of either, `packet` the
          packet itself, `M` what is known of the capture or the row.
        - **(personal)**: tells who has asked; a purge empties it.

        """
}

import Decode
import Testing

@Suite("Records of the corpus", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absent)))
struct RecordCorpusTests {
    private func decode(_ path: String, _ wanted: RecordData = .all) throws -> Decoding {
        try Decoding.files([Corpus.root + "/" + path], options: Decoding.options { $0.recordData = wanted })
    }

    private func lines(_ row: Row?) -> [String] {
        row?["dns_rdata"]?.split(separator: "\n").map(String.init) ?? []
    }

    @Test(arguments: ["dns", "malformed", "layers", "formats"].flatMap(Corpus.captures))
    func allResponses(path: String) throws {
        guard let whole = try? decode(path) else { return }
        let plain = try decode(path, .none)
        #expect(plain.totals == whole.totals)
        #expect(plain.dns.count == whole.dns.count)
        for row in whole.dns {
            let lines = lines(row)
            #expect(lines.allSatisfy { $0.utf8.allSatisfy { 0x20..<0x7F ~= $0 } })
            let counts = ["dns_ancount", "dns_nscount", "dns_arcount"].compactMap { row.integer($0) }
            for (section, count) in counts.enumerated() {
                #expect(lines.filter { $0.hasPrefix("\(section + 1) ") }.count <= count)
            }
        }
    }
}

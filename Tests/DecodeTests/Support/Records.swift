import Decode

/// Resource records that go through a whole decode.
enum Records {
    /// A response with these records, over UDP.
    static func row(
        _ wanted: RecordData = .all, _ change: (inout DNSText) -> Void
    ) throws -> (row: Row?, errors: [String: Int64]) {
        let message = DNSText.query("Example.nl").answered().with(change)
        let decoding = try Decoding.packets(
            [Exchange().reply(message)], options: Decoding.options { $0.recordData = wanted })
        return (decoding.row, decoding.errors)
    }

    /// Lines of `dns_rdata`: section, name, TTL, class, type, data.
    static func lines(_ wanted: RecordData = .all, _ change: (inout DNSText) -> Void) throws -> [String]? {
        try row(wanted, change).row?["dns_rdata"]?.split(separator: "\n").map(String.init)
    }

    /// The texts of many RDATA, by as many responses.
    static func texts(_ records: [DNSText.Record]) throws -> [String] {
        var capture = CaptureBuilder()
        for (index, record) in records.enumerated() {
            let message = DNSText.query("Example.nl").answered(answers: [record])
            capture.add(Exchange(port: 1024 + index).reply(message), at: Int64(index))
        }
        let decoding = try Decoding.capture(capture, options: Decoding.options { $0.recordData = .all })
        return decoding.dns.compactMap { $0["dns_rdata"] }.map { text($0) }
    }

    /// What stands behind the type.
    static func text(_ line: String) -> String {
        line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: false).last.map(String.init) ?? ""
    }

    /// RFC 3597 5.
    static func opaque(_ data: ByteString) -> String {
        let hex = data.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return data.isEmpty ? "\\# 0" : "\\# \(data.count) \(hex)"
    }
}

import Decode
import Foundation
import Tables
import Testing

/// What a decode gave.
struct Decoding {
    var dns: [Row]
    var icmp: [Row]
    var days: [String: Int]
    var batches: Int
    var reports: [CaptureReport]
    var totals: DecodeTotals
    var state: [UInt8]?

    /// The only row of `dns`.
    var row: Row? { dns.count == 1 ? dns.first : nil }
    var kinds: [String] { dns.compactMap { $0["row_kind"] } }
    var errors: [String: Int64] { totals.errors }
    var names: [String] { dns.compactMap { $0["dns_qname_full"] } }

    static func options(_ change: (inout DecodeOptions) -> Void = { _ in }) -> DecodeOptions {
        var options = DecodeOptions(server: "ns1", site: "ams")
        // Small, so that tests go over the edge of a batch, and making one costs little.
        options.batchCapacity = 64
        change(&options)
        return options
    }

    /// Decodes files, in order, with one decoder.
    static func files(
        _ paths: [String], options: DecodeOptions = options(), enrichment: (any Enrichment)? = nil,
        suffixes: (any SuffixRules)? = nil, state: [UInt8]? = nil, keepsState: Bool = false
    ) throws -> Decoding {
        let sink = RowSink()
        let decoder = Decoder(options: options, enrichment: enrichment, suffixes: suffixes, sink: sink)
        if let state { try decoder.restore(state: state) }
        let reports = try paths.enumerated().map { try decoder.decode(CaptureInput(id: Int64($0), path: $1)) }
        // Whatever a test decodes: each packet has one fate.
        for report in reports { #expect(report.fates.values.reduce(0, +) == report.packets, "\(report.fates)") }
        let end = try decoder.finish(keepsState: keepsState)
        return Decoding(
            dns: sink.dns, icmp: sink.icmp, days: sink.days, batches: sink.batches, reports: reports,
            totals: decoder.totals, state: end.state)
    }

    /// Decodes what would be the content of a file.
    static func content(
        _ bytes: ByteString, options: DecodeOptions = options(), enrichment: (any Enrichment)? = nil,
        suffixes: (any SuffixRules)? = nil, state: [UInt8]? = nil, keepsState: Bool = false
    ) throws -> Decoding {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { unlink(path) }
        return try files(
            [path], options: options, enrichment: enrichment, suffixes: suffixes, state: state, keepsState: keepsState)
    }

    static func capture(_ capture: CaptureBuilder, options: DecodeOptions = options()) throws -> Decoding {
        try content(capture.bytes, options: options)
    }

    /// Decodes raw IP packets, a millisecond after each other.
    static func packets(_ packets: [ByteString], options: DecodeOptions = options()) throws -> Decoding {
        var capture = CaptureBuilder()
        for (index, packet) in packets.enumerated() { capture.add(packet, at: Int64(index) * 1000) }
        return try Self.capture(capture, options: options)
    }
}

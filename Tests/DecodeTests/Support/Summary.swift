import Decode
import FuzzHarness

/// What a decode gave, added up: quicker than rows when thousands of decodes are compared.
struct Summary: Equatable {
    /// The sum does not depend on order, capture and frame.
    var sum: UInt64 = 0
    var rows: Int64 = 0
    var messages: Int64 = 0

    /// Decodes what would be the content of a file; gives what was wrong with it as well.
    static func one(
        _ content: ByteString, options: DecodeOptions = Decoding.options()
    ) throws -> (summary: Summary, errors: [String: Int64]) {
        let file = MemoryFile()
        let sink = CheckingSink()
        let decoder = Decoder(options: options, sink: sink)
        content.withUnsafeBytes { file.replace(with: $0) }
        _ = try decoder.decode(CaptureInput(id: 0, path: file.path))
        _ = try decoder.finish(keepsState: false)
        let totals = decoder.totals
        return (Summary(sum: sink.sum, rows: sink.rows, messages: totals.messages), totals.errors)
    }

    /// Decodes contents of files one by one, each with a new decoder and the state of the one before.
    static func chain(_ contents: [ByteString], options: DecodeOptions = Decoding.options()) throws -> Summary {
        let file = MemoryFile()
        var summary = Summary()
        var state: [UInt8]?
        for (index, content) in contents.enumerated() {
            let sink = CheckingSink()
            let decoder = Decoder(options: options, enrichment: InventedFacts(), suffixes: nil, sink: sink)
            if let state { try decoder.restore(state: state) }
            content.withUnsafeBytes { file.replace(with: $0) }
            _ = try decoder.decode(CaptureInput(id: Int64(index), path: file.path))
            state = try decoder.finish(keepsState: index + 1 < contents.count).state
            summary.sum &+= sink.sum
            summary.rows += sink.rows
            summary.messages += decoder.totals.messages
        }
        return summary
    }
}

import Decode
import Foundation
import Tables
import Warehouse
import WorkerProtocol

/// Decodes captures with one engine and one set of reference data. Each piece of work has a decoder of its own, which
/// begins with the state that it is given: what comes out does not depend on what this process has decoded before.
final class DecodeSession {
    /// What is decoded in one go, and what becomes of it.
    struct Work {
        var inputs: [CaptureInput]
        /// Output directory.
        var out: String
        /// What waited at the end of the capture before; `nil`: nothing.
        var state: StateSource?
        /// Whether what waits at the end is given as state; else it goes out as rows.
        var keepsState: Bool
        /// Rows of what waited carry this capture's id.
        var flushAs: Int64?
        var run: Int64?
        /// Whether files and directories are durable at the end; whoever gives them another name makes them so itself.
        var isDurable = true
    }

    private let options: DecodeOptions
    private let maximumDays: Int
    private let ledger: String?
    private let printer: EventPrinter
    private let engine: Engine
    private let enrichment: MaxMindEnrichment
    private let suffixes: PublicSuffixList?
    private var warnings: [String] = []
    private let memory = ResourceLimits.memoryBytes(ProcessInfo.processInfo.environment)

    init(
        _ options: DecodeOptions, _ reference: DecodeRequest.Enrichment, maximumDays: Int, ledger: String?,
        printer: EventPrinter
    ) throws {
        self.options = options
        self.maximumDays = maximumDays
        self.ledger = ledger
        self.printer = printer
        engine = try Engine(.decoding)
        enrichment = reference.addresses()
        suffixes = reference.suffixes(warnings: &warnings)
    }

    /// - Returns: what was done, and the state if it is kept.
    func decode(_ work: Work) throws -> (outcome: DecodeOutcome, state: [UInt8]?) {
        try FileManager.default.createDirectory(atPath: work.out, withIntermediateDirectories: true)
        let staging = staging(work)
        let decoder = Decoder(options: options, enrichment: enrichment, suffixes: suffixes, sink: staging)
        if let state = work.state { try decoder.restore(state: try state.read()) }
        var outcome = DecodeOutcome()
        var rows: [Table: Int64] = [:]
        for input in work.inputs {
            let report = try decoder.decode(input) { printer.progress(bytes: $0, packets: $1) }
            rows.merge(report.rows) { $0 + $1 }
            outcome.captures.append(
                DecodeOutcome.CaptureOutcome(
                    id: input.id, packets: report.packets, fates: report.fates, rows: Self.named(report.rows),
                    content_sha256: report.contentSHA256, first_us: report.firstMicroseconds,
                    last_us: report.lastMicroseconds))
        }
        let (state, left) = try decoder.finish(keepsState: work.keepsState, flushAs: work.flushAs)
        rows.merge(left) { $0 + $1 }
        if let last = outcome.captures.indices.last, !work.keepsState, work.flushAs == nil {
            for (table, count) in left { outcome.captures[last].rows[table.rawValue, default: 0] += count }
        }
        if !work.inputs.isEmpty {
            try DaySpanRule(maximumDays: maximumDays).check(decoder.totals, rows: rows.values.reduce(0, +))
        }
        outcome.files = try staging.finish(isDurable: work.isDurable)
        let totals = decoder.totals
        outcome.packets = totals.packets
        outcome.messages = totals.messages
        outcome.queries = totals.queries
        outcome.responses = totals.responses
        outcome.rows = Self.named(rows)
        outcome.errors = totals.errors
        outcome.warnings = Array((totals.warnings + warnings + enrichment.warnings).prefix(100))
        return (outcome, state)
    }

    private func staging(_ work: Work) -> StagingWriter {
        var metadata = ["entrada.captures": work.inputs.map { String($0.id) }.joined(separator: ",")]
        if let ledger { metadata["entrada.ledger"] = ledger }
        if let run = work.run { metadata["entrada.run"] = String(run) }
        return StagingWriter(
            directory: work.out, firstCapture: work.inputs.first?.id ?? work.flushAs ?? 0, memoryBytes: memory
        ) { [engine, metadata] schema, path in
            try DuckDBParquetWriter(
                engine: engine, schema: schema, path: path, metadata: metadata, isDurable: work.isDurable)
        }
    }

    private static func named(_ rows: [Table: Int64]) -> [String: Int64] {
        Dictionary(uniqueKeysWithValues: Table.allCases.map { ($0.rawValue, rows[$0] ?? 0) })
    }
}

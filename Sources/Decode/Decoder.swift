import CPcap
public import Tables

/// Decodes the captures of one name server, in order, with state over their boundaries.
///
/// Rows go to the sink in batches. What still waits at the end is given as state, or goes out as rows.
public final class Decoder {
    private let pipeline: PacketPipeline
    private var packets: Int64 = 0
    private var warnings: [String] = []
    private var lastCapture: Int64 = 0

    /// - Parameters:
    ///   - enrichment: what is known about addresses; nil leaves those columns NULL.
    ///   - suffixes: the public suffix list; nil takes the last label for the suffix.
    ///   - sink: takes full batches.
    public init(
        options: DecodeOptions, enrichment: (any Enrichment)? = nil, suffixes: (any SuffixRules)? = nil,
        sink: any BatchSink
    ) {
        pipeline = PacketPipeline(options: options, enrichment: enrichment, suffixes: suffixes, sink: sink)
    }

    /// Goes on where an earlier decode of the same server has ended. Errors: `DecodeError.badState`.
    public func restore(state: [UInt8]) throws { try DecoderState.restore(state, into: pipeline) }

    /// Decodes one capture to its end.
    ///
    /// - Parameter progress: bytes read from the file and packets so far, now and then.
    /// - Returns: what the capture held; a cut off last record is told there, what came before is kept.
    /// - Throws: `DecodeError.unusable` for what is no capture, holds no packet before it is damaged, or is damaged where
    ///   it is compressed (nothing in it can be trusted then); `unreadable`; and what the sink throws.
    public func decode(_ input: CaptureInput, progress: (Int64, Int64) -> Void = { _, _ in }) throws -> CaptureReport {
        let file = try CaptureFile(input)
        guard LinkLayer.isKnown(file.linkType) else {
            throw DecodeError.unusable(
                file: input.path, reason: "link type \(file.linkType) is not one that Entrada reads")
        }
        lastCapture = input.id
        pipeline.beginCapture()
        pipeline.writer.capture = input.id
        pipeline.icmpWriter.capture = input.id
        let rowsBefore = (pipeline.writer.rows, pipeline.icmpWriter.rows)
        var report = CaptureReport(id: input.id)
        var header: UnsafeMutablePointer<pcap_pkthdr>?
        var bytes: UnsafePointer<UInt8>?
        reading: while true {
            switch file.next(&header, &bytes) {
            case .packet:
                guard let header, let bytes else { break reading }
                report.packets += 1
                let time = Self.microseconds(header.pointee.ts)
                if report.firstMicroseconds == nil { report.firstMicroseconds = time }
                report.lastMicroseconds = time
                try pipeline.take(
                    Bytes(bytes, Int(header.pointee.caplen)), linkType: file.linkType,
                    wireLength: Int(header.pointee.len), time: time, number: report.packets)
                if report.packets & 0x3FFF == 0 { progress(file.bytesRead, packets + report.packets) }
            case .end: break reading
            case .cut(let reason):
                report.endedEarly = reason
                warnings.append("\(input.path): cut off after packet \(report.packets) (\(reason))")
                break reading
            case .damagedRecord(let reason) where report.packets > 0:
                report.endedEarly = reason
                warnings.append("\(input.path): damaged after packet \(report.packets) (\(reason))")
                break reading
            case .damaged(let reason), .damagedRecord(let reason):
                throw DecodeError.unusable(
                    file: input.path, reason: "damaged after packet \(report.packets): \(reason)")
            }
        }
        report.contentSHA256 = file.digest()
        report.rows = [
            .dns: pipeline.writer.rows - rowsBefore.0, .icmp: pipeline.icmpWriter.rows - rowsBefore.1,
        ]
        packets += report.packets
        progress(file.bytesRead, packets)
        return report
    }

    /// Ends the decode: hands the last batches over.
    ///
    /// - Parameters:
    ///   - keepsState: give what still waits as state for the next capture, instead of as rows.
    ///   - capture: the capture to which rows of what still waits belong; nil: the last one.
    /// - Returns: the state, if it was asked for, and how many rows were written for what still waited.
    public func finish(keepsState: Bool, flushAs capture: Int64? = nil) throws -> (
        state: [UInt8]?, rows: [Table: Int64]
    ) {
        let before = (pipeline.writer.rows, pipeline.icmpWriter.rows)
        var state: [UInt8]?
        if keepsState {
            state = DecoderState.save(pipeline)
        } else {
            pipeline.writer.capture = capture ?? lastCapture
            pipeline.icmpWriter.capture = capture ?? lastCapture
            try pipeline.settleAll()
        }
        try pipeline.writer.flush()
        try pipeline.icmpWriter.flush()
        return (state, [.dns: pipeline.writer.rows - before.0, .icmp: pipeline.icmpWriter.rows - before.1])
    }

    /// Whatever a file says, within the years 1 to 9999: times can be subtracted and written.
    @inline(__always)
    private static func microseconds(_ stamp: timeval) -> Int64 {
        let seconds = max(-62_135_596_800, min(253_402_300_799, Int64(stamp.tv_sec)))
        return seconds * 1_000_000 + max(0, min(999_999, Int64(stamp.tv_usec)))
    }

    public var totals: DecodeTotals {
        var totals = DecodeTotals()
        totals.packets = packets
        totals.messages = pipeline.messages
        totals.queries = pipeline.queries
        totals.responses = pipeline.responses
        var faults = pipeline.faults
        faults.add(.day_span, pipeline.writer.outsideDays + pipeline.icmpWriter.outsideDays)
        faults.add(.waiting_dropped, pipeline.joiner.droppedWaiting)
        faults.add(.rdata_truncated, pipeline.writer.cutRecordLists)
        totals.errors = faults.nonZero
        totals.warnings = warnings
        return totals
    }
}

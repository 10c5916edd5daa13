public import Tables

/// Decodes the captures of one name server, in order, with state over their boundaries.
///
/// Rows go to the sink in batches. What still waits at the end is given as state, or goes out as rows.
public final class Decoder {
    private let pipeline: PacketPipeline
    private let filter: PacketFilter?
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
        filter = options.filter.map(PacketFilter.init)
    }

    /// Goes on where an earlier decode of the same server has ended.
    ///
    /// - Throws: `DecodeError.badState`.
    public func restore(state: [UInt8]) throws { try DecoderState.restore(state, into: pipeline) }

    /// Decodes one capture to its end.
    ///
    /// - Parameter progress: bytes read from the file and packets so far, now and then.
    /// - Returns: what the capture held; a cut off last record is told there, what came before is kept.
    /// - Throws: `DecodeError.unusable` for what is no capture, holds no packet before it is damaged, is damaged where
    ///   it is compressed (nothing in it can be trusted then), or holds nothing but packets of link types that are not
    ///   read; `unreadable`; `badFilter`; and what the sink throws.
    public func decode(_ input: CaptureInput, progress: (Int64, Int64) -> Void = { _, _ in }) throws -> CaptureReport {
        let file = try CaptureFile(input)
        lastCapture = input.id
        pipeline.beginCapture()
        pipeline.writer.capture = input.id
        pipeline.icmpWriter.capture = input.id
        let rowsBefore = (pipeline.writer.rows, pipeline.icmpWriter.rows)
        let countersBefore = pipeline.counters
        var report = CaptureReport(id: input.id)
        var packet = CapturedPacket()
        var unknown: Int64 = 0
        reading: while true {
            switch file.next(&packet) {
            case .packet:
                report.packets += 1
                if packet.hasTime {
                    if report.firstMicroseconds == nil { report.firstMicroseconds = packet.time }
                    report.lastMicroseconds = packet.time
                }
                if packet.isKnown { try take(packet, report.packets) } else { unknown += 1 }
                if report.packets & 0x3FFF == 0 { progress(file.bytesRead, packets + report.packets) }
            case .end, .otherFormat: break reading
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
            case .unreadable(let reason): throw DecodeError.unreadable(file: input.path, reason: reason)
            }
        }
        if unknown > 0 {
            guard unknown < report.packets else {
                let reason =
                    packet.linkType < 0
                    ? "its packets belong to no interface" : "link type \(packet.linkType) is not supported"
                throw DecodeError.unusable(file: input.path, reason: reason)
            }
            pipeline.reject(.link_unknown, unknown)
        }
        report.contentSHA256 = file.digest()
        report.rows = [
            .dns: pipeline.writer.rows - rowsBefore.0, .icmp: pipeline.icmpWriter.rows - rowsBefore.1,
        ]
        report.fates = pipeline.counters.since(countersBefore)
        packets += report.packets
        progress(file.bytesRead, packets)
        return report
    }

    @inline(__always)
    private func take(_ packet: CapturedPacket, _ number: Int64) throws {
        if !packet.hasTime { pipeline.faults.add(.time_missing) }
        if let filter, try !filter.matches(packet) { return pipeline.reject(.packet_filtered) }
        try pipeline.take(
            packet.bytes, linkType: packet.linkType, wireLength: packet.wireLength, time: packet.time, number: number)
    }

    /// Ends the decode: hands the last batches over.
    ///
    /// - Parameters:
    ///   - keepsState: give what still waits as state for the next capture, instead of as rows.
    ///   - capture: the capture to which rows of what still waits belong; `nil`: the last one.
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

    public var totals: DecodeTotals {
        var totals = DecodeTotals()
        totals.packets = packets
        totals.messages = pipeline.messages
        totals.queries = pipeline.queries
        totals.responses = pipeline.responses
        var faults = pipeline.faults
        faults.add(pipeline.streams.faults)
        faults.add(.day_span, pipeline.writer.outsideDays + pipeline.icmpWriter.outsideDays)
        faults.add(.row_filtered, pipeline.writer.filtered)
        faults.add(.waiting_dropped, pipeline.joiner.droppedWaiting)
        faults.add(.rdata_truncated, pipeline.writer.cutRecordLists)
        totals.errors = faults.nonZero
        totals.warnings = warnings
        return totals
    }
}

/// What all captures of a decode held together.
public struct DecodeTotals: Sendable, Equatable {
    public var packets: Int64 = 0
    /// DNS messages with a whole header.
    public var messages: Int64 = 0
    public var queries: Int64 = 0
    public var responses: Int64 = 0
    /// How often each thing was wrong with the input.
    public var errors: [String: Int64] = [:]
    public var warnings: [String] = []

    public init() {}
}

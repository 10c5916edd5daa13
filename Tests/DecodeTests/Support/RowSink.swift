import Decode
import Tables

/// Turns batches into rows.
final class RowSink: BatchSink {
    private(set) var dns: [Row] = []
    private(set) var icmp: [Row] = []
    private(set) var days: [String: Int] = [:]
    private(set) var batches = 0

    func exchange(_ batch: DNSBatch, day: Day) throws -> DNSBatch {
        dns += (0..<batch.rowCount).map { Row(batch, $0) }
        note(batch, day)
        return DNSBatch(capacity: batch.capacity)
    }

    func exchange(_ batch: ICMPBatch, day: Day) throws -> ICMPBatch {
        icmp += (0..<batch.rowCount).map { Row(batch, $0) }
        note(batch, day)
        return ICMPBatch(capacity: batch.capacity)
    }

    private func note(_ batch: any ColumnBatch, _ day: Day) {
        days[day.description, default: 0] += batch.rowCount
        batches += 1
    }
}

import Decode
import Model
import Tables

/// Turns batches into rows.
final class RowSink: BatchSink {
    private(set) var dns: [Row] = []
    private(set) var icmp: [Row] = []
    private(set) var days: [String: Int] = [:]
    private(set) var batches = 0

    func take(_ batch: DNSBatch, day: Day) throws {
        dns += (0..<batch.rowCount).map { Row(batch, $0) }
        note(batch, day)
    }

    func take(_ batch: ICMPBatch, day: Day) throws {
        icmp += (0..<batch.rowCount).map { Row(batch, $0) }
        note(batch, day)
    }

    private func note(_ batch: any ColumnBatch, _ day: Day) {
        days[day.description, default: 0] += batch.rowCount
        batches += 1
    }
}

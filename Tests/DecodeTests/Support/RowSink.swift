import Decode
import Model
import Tables

/// Turns batches into rows.
final class RowSink: BatchSink {
    private(set) var dns: [Row] = []
    private(set) var icmp: [Row] = []
    private(set) var days: [String: Int] = [:]
    private(set) var batches = 0

    func take(_ batch: ColumnBatch, day: Day) throws {
        let rows = (0..<batch.rowCount).map { Row(batch, $0) }
        if batch.table == .dns { dns += rows } else { icmp += rows }
        days[day.description, default: 0] += batch.rowCount
        batches += 1
    }
}

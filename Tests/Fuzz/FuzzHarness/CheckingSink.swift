public import Decode
public import Model
public import Tables

/// Checks every row that comes out, and adds the rows up, so that two decodes can be compared. The sum does not depend on
/// the order, nor on which capture and frame a row came from.
public final class CheckingSink: BatchSink {
    public private(set) var sum: UInt64 = 0
    public private(set) var rows: Int64 = 0
    /// Rows whose time is not of the day that they were given for.
    public private(set) var outsideDays: Int64 = 0

    public init() {}

    public func take(_ batch: ColumnBatch, day: Day) throws { try check(batch, day) }

    private func check(_ batch: ColumnBatch, _ day: Day) throws(RowFault) {
        try RowFault.unless(batch.rowCount > 0 && batch.rowCount <= batch.capacity, "\(batch.rowCount) rows")
        try RowFault.unless(batch.columns.count == batch.schema.columns.count, "columns that the schema has not")
        try RowFault.unless(Day(day.description) == day, "\(day) is no day")
        rows += Int64(batch.rowCount)
        var sums = [RowHash](repeating: RowHash(), count: batch.rowCount)
        for storage in batch.columns {
            let column = storage.column
            do throws(RowFault) {
                if column.traits.contains(.always) { try ColumnCheck.always(storage, rows: batch.rowCount) }
                if column.name == Column.captureId || column.name == "capture_frame" { continue }
                try ColumnCheck.add(storage, to: &sums)
            } catch { throw RowFault("\(column.name): \(error)") }
        }
        guard let index = batch.schema.index(of: "time"), let time = batch.columns[index] as? Int64Column else {
            throw RowFault("\(batch.table) has no time")
        }
        for row in 0..<batch.rowCount {
            guard let time = time.value(row) else { throw RowFault("a row without a time") }
            if Day(microseconds: time) != day { outsideDays += 1 }
            sum &+= sums[row].value
        }
    }
}

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

    public func take(_ batch: DNSBatch, day: Day) throws {
        try take(batch, batch.time, batch.captureId, day)
    }

    public func take(_ batch: ICMPBatch, day: Day) throws {
        try take(batch, batch.time, batch.captureId, day)
    }

    private func take(
        _ batch: any ColumnBatch, _ time: FixedColumn<Int64>, _ capture: FixedColumn<Int64>, _ day: Day
    ) throws(RowFault) {
        try RowFault.unless(batch.rowCount > 0 && batch.rowCount <= batch.capacity, "\(batch.rowCount) rows")
        try RowFault.unless(batch.columns.count == batch.schema.columns.count, "columns that the schema has not")
        try RowFault.unless(Day(day.description) == day, "\(day) is no day")
        rows += Int64(batch.rowCount)
        var sums = [RowHash](repeating: RowHash(), count: batch.rowCount)
        for (column, storage) in zip(batch.schema.columns, batch.columns)
        where column.name != "capture_id" && column.name != "capture_frame" {
            do throws(RowFault) { try ColumnCheck.add(storage, to: &sums) } catch {
                throw RowFault("\(column.name): \(error)")
            }
        }
        for row in 0..<batch.rowCount {
            guard let time = time.value(row) else { throw RowFault("a row without a time") }
            try RowFault.unless(capture.value(row) != nil, "a row without its capture")
            if Day(microseconds: time) != day { outsideDays += 1 }
            sum &+= sums[row].value
        }
    }
}

/// A batch of rows of one table, column by column. It belongs to one thread at a time.
public protocol ColumnBatch: AnyObject {
    var schema: TableSchema { get }
    var rowCount: Int { get }
    var capacity: Int { get }
    /// The columns in schema order.
    var columns: [any ColumnStorage] { get }
    func removeAll()
}

/// The memory of one column in a batch. A row that was never set is NULL.
public protocol ColumnStorage: AnyObject {
    var column: Column { get }
    /// Bytes of texts and lists: what a row may add thousands of. What all rows have alike is not among them.
    var variableBytes: Int { get }
    /// Makes room for so many rows, all NULL. Values of before are gone.
    func allocate(capacity: Int)
    /// Forgets all values and keeps the memory.
    func removeAll()
}

/// A batch of rows of one table, column by column. It belongs to one thread at a time.
///
/// The properties of a subclass are the table's columns, in order; there is no other list of them.
public class ColumnBatch {
    public final let table: Table
    public final let capacity: Int
    @exclusivity(unchecked) public final private(set) var rowCount = 0
    /// In the order of the schema.
    public final private(set) var columns: [any ColumnStorage] = []

    init(_ table: Table, capacity: Int) {
        self.table = table
        self.capacity = capacity
        columns = Mirror(reflecting: self).children.compactMap { $0.value as? any ColumnStorage }
        for column in columns { column.allocate(capacity: capacity) }
    }

    public final var schema: TableSchema { TableSchema.of(table) }

    /// The captures that rows came from.
    public final var captures: Int64Column {
        guard let column = columns.first(where: { $0.column.name == Column.captureId }) as? Int64Column else {
            preconditionFailure("\(table) does not know its captures")
        }
        return column
    }

    /// Bytes of its texts and lists; those of dictionaries, which batches share parts of, are not among them.
    public final var variableBytes: Int { columns.reduce(0) { $0 + $1.variableBytes } }

    /// Opens the next row, all NULL, and gives its index. Precondition: `rowCount < capacity`.
    @inlinable public final func appendRow() -> Int {
        let row = rowCount
        precondition(row < capacity, "the batch is full")
        advance()
        return row
    }

    @usableFromInline final func advance() { rowCount += 1 }

    public final func removeAll() {
        for column in columns { column.removeAll() }
        rowCount = 0
    }
}

/// The memory of one column in a batch. A row that was never set is NULL.
public protocol ColumnStorage: AnyObject {
    /// Forgets all values and keeps the memory.
    func removeAll()
}

/// A column of integer lists: rows are runs of one buffer of values.
public final class Int32ListColumn: ColumnStorage {
    public let lists: UnsafeMutablePointer<ListSlice>
    public var values: [Int32] = []
    public let capacity: Int

    public init(capacity: Int) {
        self.capacity = capacity
        lists = .allocate(capacity: capacity)
        lists.initialize(repeating: .null, count: capacity)
    }

    deinit { lists.deallocate() }

    /// Appends an element to the row's list; a row's elements are appended without another row in between.
    @inlinable public func append(_ row: Int, _ value: Int32) {
        if lists[row].isNull { lists[row] = ListSlice(start: UInt32(values.count), count: 0) }
        values.append(value)
        lists[row].count += 1
    }

    public func list(_ row: Int) -> [Int32]? {
        let slice = lists[row]
        return slice.isNull ? nil : Array(values[Int(slice.start)..<Int(slice.start + slice.count)])
    }

    public func removeAll() {
        lists.update(repeating: .null, count: capacity)
        values.removeAll(keepingCapacity: true)
    }
}

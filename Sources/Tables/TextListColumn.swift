/// A column of text lists: rows are runs of slices of one arena.
public final class TextListColumn: ColumnStorage {
    public let lists: UnsafeMutablePointer<ListSlice>
    public var values: [TextSlice] = []
    public let arena = ByteArena()
    public let capacity: Int

    public init(capacity: Int) {
        self.capacity = capacity
        lists = .allocate(capacity: capacity)
        lists.initialize(repeating: .null, count: capacity)
    }

    deinit { lists.deallocate() }

    /// Appends a slice of `arena` to the row's list; a row's elements are appended without another row in between.
    @inlinable public func append(_ row: Int, _ slice: TextSlice) {
        if lists[row].isNull { lists[row] = ListSlice(start: UInt32(values.count), count: 0) }
        values.append(slice)
        lists[row].count += 1
    }

    public func list(_ row: Int) -> [String]? {
        let slice = lists[row]
        if slice.isNull { return nil }
        return values[Int(slice.start)..<Int(slice.start + slice.count)].map {
            String(decoding: arena.bytes($0), as: UTF8.self)
        }
    }

    public func removeAll() {
        lists.update(repeating: .null, count: capacity)
        values.removeAll(keepingCapacity: true)
        arena.removeAll()
    }
}

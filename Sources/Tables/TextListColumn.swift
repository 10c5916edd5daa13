/// A column of text lists: rows are runs of slices of one arena.
public final class TextListColumn: ColumnStorage {
    public let column: Column
    @exclusivity(unchecked) public private(set) var lists = UnsafeMutablePointer<ListSlice>.allocate(capacity: 0)
    public var values: [TextSlice] = []
    public let arena = ByteArena()
    private var capacity = 0

    public init(_ column: Column, capacity: Int = 0) {
        self.column = column
        allocate(capacity: capacity)
    }

    convenience init(
        _ name: String, _ layer: ColumnLayer, _ origin: ColumnOrigin, _ meaning: String, _ traits: ColumnTraits = []
    ) { self.init(Column(name, .textList, layer, origin, meaning, traits)) }

    deinit { lists.deallocate() }

    public func allocate(capacity: Int) {
        lists.deallocate()
        self.capacity = capacity
        lists = .allocate(capacity: capacity)
        lists.initialize(repeating: .null, count: capacity)
    }

    public var variableBytes: Int { arena.count + values.count * MemoryLayout<TextSlice>.stride }

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

/// A column of integer lists: rows are runs of one buffer of values.
public final class Int32ListColumn: ColumnStorage {
    public let column: Column
    @exclusivity(unchecked) public private(set) var lists = UnsafeMutablePointer<ListSlice>.allocate(capacity: 0)
    public var values: [Int32] = []
    private var capacity = 0

    public init(_ column: Column, capacity: Int = 0) {
        self.column = column
        allocate(capacity: capacity)
    }

    convenience init(
        _ name: String, _ layer: ColumnLayer, _ origin: ColumnOrigin, _ meaning: String, _ traits: ColumnTraits = []
    ) { self.init(Column(name, .int32List, layer, origin, meaning, traits)) }

    deinit { lists.deallocate() }

    public func allocate(capacity: Int) {
        lists.deallocate()
        self.capacity = capacity
        lists = .allocate(capacity: capacity)
        lists.initialize(repeating: .null, count: capacity)
    }

    public var variableBytes: Int { values.count * MemoryLayout<Int32>.stride }

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

/// The elements of one row in a list column: a run of the child values, or NULL.
public struct ListSlice: Sendable, BitwiseCopyable {
    public var start: UInt32
    public var count: UInt32

    @inlinable public init(start: UInt32, count: UInt32) {
        self.start = start
        self.count = count
    }

    public static let null = ListSlice(start: .max, count: 0)
    @inlinable public var isNull: Bool { start == .max }
}

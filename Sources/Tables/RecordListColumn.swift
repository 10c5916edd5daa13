/// A column of resource-record lists (`dns_rdata`): rows are runs of parallel child buffers.
public final class RecordListColumn: ColumnStorage {
    /// One resource record in presentation form; `name` and `data` are slices of the column's arena.
    public struct Record: BitwiseCopyable {
        public var section: Int32
        public var name: TextSlice
        public var type: Int32
        public var recordClass: Int32
        /// Seconds.
        public var ttl: Int64
        public var data: TextSlice

        public init(section: Int32, name: TextSlice, type: Int32, recordClass: Int32, ttl: Int64, data: TextSlice) {
            self.section = section
            self.name = name
            self.type = type
            self.recordClass = recordClass
            self.ttl = ttl
            self.data = data
        }
    }

    public let column: Column
    @exclusivity(unchecked) public private(set) var lists = UnsafeMutablePointer<ListSlice>.allocate(capacity: 0)
    public var values: [Record] = []
    public let arena = ByteArena()
    private var capacity = 0

    public init(_ column: Column, capacity: Int = 0) {
        self.column = column
        allocate(capacity: capacity)
    }

    convenience init(
        _ name: String, _ layer: ColumnLayer, _ origin: ColumnOrigin, _ meaning: String, _ traits: ColumnTraits = []
    ) { self.init(Column(name, .recordList, layer, origin, meaning, traits)) }

    deinit { lists.deallocate() }

    public func allocate(capacity: Int) {
        lists.deallocate()
        self.capacity = capacity
        lists = .allocate(capacity: capacity)
        lists.initialize(repeating: .null, count: capacity)
    }

    public var variableBytes: Int { arena.count + values.count * MemoryLayout<Record>.stride }

    /// The row has a list, though it may stay empty.
    public func begin(_ row: Int) { lists[row] = ListSlice(start: UInt32(values.count), count: 0) }

    /// Appends a record to the row's list; a row's elements are appended without another row in between.
    public func append(_ row: Int, _ record: Record) {
        if lists[row].isNull { lists[row] = ListSlice(start: UInt32(values.count), count: 0) }
        values.append(record)
        lists[row].count += 1
    }

    public func removeAll() {
        lists.update(repeating: .null, count: capacity)
        values.removeAll(keepingCapacity: true)
        arena.removeAll()
    }
}

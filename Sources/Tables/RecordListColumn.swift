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

    public let lists: UnsafeMutablePointer<ListSlice>
    public var values: [Record] = []
    public let arena = ByteArena()
    public let capacity: Int

    public init(capacity: Int) {
        self.capacity = capacity
        lists = .allocate(capacity: capacity)
        lists.initialize(repeating: .null, count: capacity)
    }

    deinit { lists.deallocate() }

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

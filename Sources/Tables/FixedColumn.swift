public typealias Int32Column = FixedColumn<Int32>
public typealias Int64Column = FixedColumn<Int64>
public typealias BoolColumn = FixedColumn<Bool>

/// A column of values of one fixed size, with a validity bit each (bit set: not NULL; bit `row & 63` of word `row >> 6`).
public final class FixedColumn<Value: BitwiseCopyable>: ColumnStorage {
    public let column: Column
    // Set once, before there is a row: nobody reads while they change.
    @exclusivity(unchecked) public private(set) var values = UnsafeMutablePointer<Value>.allocate(capacity: 0)
    @exclusivity(unchecked) public private(set) var validity = UnsafeMutablePointer<UInt64>.allocate(capacity: 0)
    private var capacity = 0

    public init(_ column: Column, capacity: Int = 0) {
        self.column = column
        allocate(capacity: capacity)
    }

    deinit {
        values.deallocate()
        validity.deallocate()
    }

    public func allocate(capacity: Int) {
        values.deallocate()
        validity.deallocate()
        self.capacity = capacity
        values = .allocate(capacity: capacity)
        validity = .allocate(capacity: (capacity + 63) / 64)
        validity.initialize(repeating: 0, count: (capacity + 63) / 64)
        UnsafeMutableRawPointer(values).initializeMemory(
            as: UInt8.self, repeating: 0, count: capacity * MemoryLayout<Value>.stride)
    }

    public var variableBytes: Int { 0 }

    /// Sets the value of a row. Precondition: `0 <= row < capacity`.
    @inlinable public func set(_ row: Int, _ value: Value) {
        values[row] = value
        validity[row >> 6] |= 1 << UInt64(row & 63)
    }

    /// Makes a row NULL again.
    @inlinable public func clear(_ row: Int) { validity[row >> 6] &= ~(1 << UInt64(row & 63)) }

    /// The value of a row, nil for NULL.
    @inlinable public func value(_ row: Int) -> Value? {
        validity[row >> 6] & (1 << UInt64(row & 63)) != 0 ? values[row] : nil
    }

    public func removeAll() { validity.update(repeating: 0, count: (capacity + 63) / 64) }
}

extension FixedColumn<Int32> {
    convenience init(
        _ name: String, _ layer: ColumnLayer, _ origin: ColumnOrigin, _ meaning: String, _ traits: ColumnTraits = []
    ) { self.init(Column(name, .int32, layer, origin, meaning, traits)) }
}

extension FixedColumn<Int64> {
    convenience init(
        _ name: String, _ layer: ColumnLayer, _ origin: ColumnOrigin, _ meaning: String, _ traits: ColumnTraits = []
    ) { self.init(Column(name, .int64, layer, origin, meaning, traits)) }

    convenience init(
        timestamp name: String, _ layer: ColumnLayer, _ origin: ColumnOrigin, _ meaning: String,
        _ traits: ColumnTraits = []
    ) { self.init(Column(name, .timestamp, layer, origin, meaning, traits)) }
}

extension FixedColumn<Bool> {
    convenience init(
        _ name: String, _ layer: ColumnLayer, _ origin: ColumnOrigin, _ meaning: String, _ traits: ColumnTraits = []
    ) { self.init(Column(name, .bool, layer, origin, meaning, traits)) }
}

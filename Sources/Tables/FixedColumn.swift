/// A column of values of one fixed size, with a validity bit each (bit set: not NULL; bit `row & 63` of word `row >> 6`).
public final class FixedColumn<Value: BitwiseCopyable>: ColumnStorage {
    public let values: UnsafeMutablePointer<Value>
    public let validity: UnsafeMutablePointer<UInt64>
    public let capacity: Int

    public init(capacity: Int) {
        self.capacity = capacity
        values = .allocate(capacity: capacity)
        validity = .allocate(capacity: (capacity + 63) / 64)
        validity.initialize(repeating: 0, count: (capacity + 63) / 64)
        UnsafeMutableRawPointer(values).initializeMemory(
            as: UInt8.self, repeating: 0, count: capacity * MemoryLayout<Value>.stride)
    }

    deinit {
        values.deallocate()
        validity.deallocate()
    }

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

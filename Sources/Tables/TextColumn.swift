/// A column of text: each row is a slice of the arena, or NULL. Several columns may share one arena.
public final class TextColumn: ColumnStorage {
    public var arena: ByteArena
    public let slices: UnsafeMutablePointer<TextSlice>
    public let capacity: Int

    public init(capacity: Int) {
        self.capacity = capacity
        arena = ByteArena()
        slices = .allocate(capacity: capacity)
        slices.initialize(repeating: .null, count: capacity)
    }

    deinit { slices.deallocate() }

    /// Sets a row to a slice of `arena`.
    @inlinable public func set(_ row: Int, _ slice: TextSlice) { slices[row] = slice }

    /// Copies bytes into the arena and sets the row.
    @inlinable public func set(_ row: Int, copying bytes: UnsafeRawBufferPointer) { slices[row] = arena.append(bytes) }

    public func string(_ row: Int) -> String? {
        slices[row].isNull ? nil : String(decoding: arena.bytes(slices[row]), as: UTF8.self)
    }

    public func removeAll() {
        slices.update(repeating: .null, count: capacity)
        arena.removeAll()
    }
}

/// A column of text: each row is a slice of the arena, or NULL. Several columns may share one arena.
public final class TextColumn: ColumnStorage {
    public let column: Column
    @exclusivity(unchecked) public private(set) var arena = ByteArena()
    @exclusivity(unchecked) public private(set) var slices = UnsafeMutablePointer<TextSlice>.allocate(capacity: 0)
    private var capacity = 0
    private var isShared = false

    public init(_ column: Column, capacity: Int = 0) {
        self.column = column
        allocate(capacity: capacity)
    }

    convenience init(
        _ name: String, _ layer: ColumnLayer, _ origin: ColumnOrigin, _ meaning: String, _ traits: ColumnTraits = []
    ) { self.init(Column(name, .text, layer, origin, meaning, traits)) }

    deinit { slices.deallocate() }

    public func allocate(capacity: Int) {
        slices.deallocate()
        self.capacity = capacity
        slices = .allocate(capacity: capacity)
        slices.initialize(repeating: .null, count: capacity)
    }

    /// Slices are of another column's bytes from now on.
    public func share(arenaOf other: TextColumn) {
        arena = other.arena
        isShared = true
    }

    public var variableBytes: Int { isShared ? 0 : arena.count }

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

/// A piece of a `ByteArena`, UTF-8.
public struct TextSlice: Sendable, BitwiseCopyable {
    public var offset: UInt32
    public var length: UInt32

    @inlinable public init(offset: UInt32, length: UInt32) {
        self.offset = offset
        self.length = length
    }

    /// The slice that stands for NULL.
    public static let null = TextSlice(offset: .max, length: 0)
    @inlinable public var isNull: Bool { offset == .max }
}

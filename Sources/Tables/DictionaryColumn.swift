/// A column of codes into a `TextDictionary`; −1 is NULL.
public final class DictionaryColumn: ColumnStorage {
    public let column: Column
    public var dictionary = TextDictionary()
    @exclusivity(unchecked) public private(set) var codes = UnsafeMutablePointer<Int32>.allocate(capacity: 0)
    private var capacity = 0

    public init(_ column: Column, capacity: Int = 0) {
        self.column = column
        allocate(capacity: capacity)
    }

    convenience init(
        _ name: String, _ layer: ColumnLayer, _ origin: ColumnOrigin, _ meaning: String, _ traits: ColumnTraits = []
    ) { self.init(Column(name, .dictionaryText, layer, origin, meaning, traits)) }

    deinit { codes.deallocate() }

    public func allocate(capacity: Int) {
        codes.deallocate()
        self.capacity = capacity
        codes = .allocate(capacity: capacity)
        codes.initialize(repeating: -1, count: capacity)
    }

    public var variableBytes: Int { 0 }

    @inlinable public func set(_ row: Int, code: Int32) { codes[row] = code }

    public func string(_ row: Int) -> String? { codes[row] < 0 ? nil : dictionary.string(codes[row]) }

    public func removeAll() {
        codes.update(repeating: -1, count: capacity)
        dictionary.removeAll()
    }
}

/// Distinct texts of a batch, addressed by code. Several columns may share one. Looking a value up is the caller's
/// affair (by address, by id), so that the text is built once per distinct value.
public final class TextDictionary {
    public let arena = ByteArena()
    public private(set) var entries: [TextSlice] = []

    public init() {}

    /// Adds a text and gives its code.
    public func add(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        entries.append(arena.append(bytes))
        return Int32(entries.count - 1)
    }

    public func add(_ text: String) -> Int32 {
        var text = text
        return text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
    }

    public func string(_ code: Int32) -> String { String(decoding: arena.bytes(entries[Int(code)]), as: UTF8.self) }

    public func removeAll() {
        arena.removeAll()
        entries.removeAll(keepingCapacity: true)
    }
}

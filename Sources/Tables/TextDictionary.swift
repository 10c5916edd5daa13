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

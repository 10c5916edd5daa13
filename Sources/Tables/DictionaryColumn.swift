/// A column of codes into a `TextDictionary`; −1 is NULL.
public final class DictionaryColumn: ColumnStorage {
    public var dictionary: TextDictionary
    public let codes: UnsafeMutablePointer<Int32>
    public let capacity: Int

    public init(capacity: Int) {
        self.capacity = capacity
        dictionary = TextDictionary()
        codes = .allocate(capacity: capacity)
        codes.initialize(repeating: -1, count: capacity)
    }

    deinit { codes.deallocate() }

    @inlinable public func set(_ row: Int, code: Int32) { codes[row] = code }

    public func string(_ row: Int) -> String? { codes[row] < 0 ? nil : dictionary.string(codes[row]) }

    public func removeAll() {
        codes.update(repeating: -1, count: capacity)
        dictionary.removeAll()
    }
}

/// Finds the ends of values in Thrift's compact protocol, without keeping any. Every step is checked: the bytes may be
/// anything.
struct ThriftSkimmer {
    let bytes: [UInt8]
    private(set) var position = 0
    /// Of the struct that is being read.
    private var lastField = 0

    /// Values inside of values; a schema has three levels.
    private static let deepest = 16

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Passes the next field of the outermost struct if it has this number; false: it has not, or is broken.
    mutating func skipField(_ number: Int) -> Bool {
        guard let header = next(), header != 0, header >> 4 != 0 else { return false }
        lastField += Int(header >> 4)
        return lastField == number && skip(type: header & 15, depth: 0)
    }

    private mutating func next() -> UInt8? {
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = next() else { return nil }
            value |= UInt64(byte & 127) << shift
            if byte < 128 { return value }
        }
        return nil
    }

    private mutating func advance(_ count: UInt64) -> Bool {
        guard count <= UInt64(bytes.count - position) else { return false }
        position += Int(count)
        return true
    }

    private mutating func skip(type: UInt8, depth: Int) -> Bool {
        guard depth < Self.deepest else { return false }
        switch type {
        case 1, 2: return true
        case 3: return advance(1)
        case 4, 5, 6: return varint() != nil
        case 7: return advance(8)
        case 8: return varint().map { advance($0) } ?? false
        case 9, 10: return skipList(depth: depth)
        case 12: return skipStruct(depth: depth)
        default: return false
        }
    }

    private mutating func skipList(depth: Int) -> Bool {
        guard let header = next() else { return false }
        let long = header >> 4 == 15
        guard let count = long ? varint() : UInt64(header >> 4), count <= UInt64(bytes.count) else { return false }
        let type = header & 15
        // Truth values take a byte each in a list.
        for _ in 0..<count where !(type <= 2 ? advance(1) : skip(type: type, depth: depth + 1)) { return false }
        return true
    }

    private mutating func skipStruct(depth: Int) -> Bool {
        while let header = next() {
            if header == 0 { return true }
            // Far field numbers follow as a value of their own.
            if header >> 4 == 0, varint() == nil { return false }
            guard skip(type: header & 15, depth: depth + 1) else { return false }
        }
        return false
    }
}

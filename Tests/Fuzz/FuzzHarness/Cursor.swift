/// Takes values from an input; behind its end everything is zero.
public struct Cursor {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0

    public init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    public var isAtEnd: Bool { at >= bytes.count }

    public mutating func byte() -> UInt8 {
        guard at < bytes.count else { return 0 }
        at += 1
        return bytes[at - 1]
    }

    public mutating func word() -> Int { Int(byte()) << 8 | Int(byte()) }

    public mutating func take(_ count: Int) -> [UInt8] {
        let end = min(at + count, bytes.count)
        defer { at = end }
        return Array(bytes[at..<end])
    }

    public mutating func rest() -> [UInt8] { take(bytes.count) }
}

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

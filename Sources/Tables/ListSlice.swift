/// The elements of one row in a list column: a run of the child values, or NULL.
public struct ListSlice: Sendable, BitwiseCopyable {
    public var start: UInt32
    public var count: UInt32

    @inlinable public init(start: UInt32, count: UInt32) {
        self.start = start
        self.count = count
    }

    public static let null = ListSlice(start: .max, count: 0)
    @inlinable public var isNull: Bool { start == .max }
}

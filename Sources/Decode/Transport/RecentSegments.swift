/// The segments of one direction that came last, by which those that are sent again are told from those of another
/// connection whose numbers fall among ours.
struct RecentSegments: BitwiseCopyable {
    static let count = 4
    private(set) var sequences = InlineArray<4, UInt32>(repeating: 0)
    /// Bytes of data; 0: there was no such segment.
    private(set) var sizes = InlineArray<4, UInt32>(repeating: 0)
    private(set) var newest: UInt8 = 0

    @inline(__always)
    mutating func add(_ sequence: UInt32, _ size: Int) {
        newest = (newest &+ 1) & 3
        sequences[Int(newest)] = sequence
        sizes[Int(newest)] = UInt32(truncatingIfNeeded: size)
    }

    func contains(_ sequence: UInt32, _ size: Int) -> Bool {
        for index in 0..<Self.count where sequences[index] == sequence && sizes[index] == UInt32(size) { return true }
        return false
    }
}

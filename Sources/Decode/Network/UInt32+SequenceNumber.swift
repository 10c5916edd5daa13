/// Arithmetic on sequence numbers, which wrap around (RFC 9293 3.4).
extension UInt32 {
    /// How far this sequence number stands behind another one; negative: before it.
    @inline(__always)
    func distance(from other: UInt32) -> Int { Int(Int32(bitPattern: self &- other)) }

    @inline(__always)
    func advanced(_ count: Int) -> UInt32 { self &+ UInt32(truncatingIfNeeded: count) }
}

/// A segment's header and data (RFC 9293 3.1).
struct TCPSegment: BitwiseCopyable {
    var source: UInt16
    var destination: UInt16
    var sequence: UInt32
    var acknowledgement: UInt32
    var flags: TCPFlags
    var payload: Bytes
    /// Bytes of data that the sender sent; more than `payload` has where the capture cut the packet short.
    var wireCount: Int

    /// `nil`: it is none.
    ///
    /// - Parameter missing: bytes that the capture lacks at the end.
    @inline(__always)
    init?(_ bytes: Bytes, missing: Int) {
        guard bytes.has(0, 20) else { return nil }
        let headerLength = Int(bytes.u8(12) >> 4) * 4
        guard headerLength >= 20, bytes.has(0, headerLength) else { return nil }
        source = bytes.u16(0)
        destination = bytes.u16(2)
        sequence = bytes.u32(4)
        acknowledgement = bytes.u32(8)
        flags = TCPFlags(rawValue: bytes.u8(13))
        payload = bytes.slice(headerLength)
        wireCount = payload.count + missing
    }

    /// The sequence number of the first byte of data: SYN takes one.
    @inline(__always) var place: UInt32 { flags.contains(.syn) ? sequence &+ 1 : sequence }

    /// The sequence number behind the data.
    @inline(__always) var end: UInt32 { place.advanced(wireCount) }
}

/// Arithmetic on sequence numbers, which wrap around (RFC 9293 3.4).
extension UInt32 {
    /// How far this sequence number stands behind another one; negative: before it.
    @inline(__always)
    func distance(from other: UInt32) -> Int { Int(Int32(bitPattern: self &- other)) }

    @inline(__always)
    func advanced(_ count: Int) -> UInt32 { self &+ UInt32(truncatingIfNeeded: count) }
}

/// Control bits of a TCP segment (RFC 9293 3.1).
struct TCPFlags: OptionSet {
    let rawValue: UInt8
    static let fin = TCPFlags(rawValue: 1)
    static let syn = TCPFlags(rawValue: 2)
    static let rst = TCPFlags(rawValue: 4)
    static let ack = TCPFlags(rawValue: 16)
}

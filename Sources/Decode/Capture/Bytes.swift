/// Bytes of a packet, big-endian. Whoever reads past the end stops the program: a hostile offset never reaches memory that
/// is not the packet's. The compiler drops the check of a read behind a `has` that covers it, so that a header is checked
/// once and not byte by byte.
struct Bytes: BitwiseCopyable {
    private let base: UnsafePointer<UInt8>
    /// Never negative.
    let count: Int

    /// The bytes must live for as long as this is used.
    @inline(__always) init(_ base: UnsafePointer<UInt8>, _ count: Int) {
        precondition(count >= 0)
        self.base = base
        self.count = count
    }

    /// Whether so many bytes are there from an offset on; both may be anything.
    @inline(__always) func has(_ offset: Int, _ length: Int) -> Bool {
        offset >= 0 && length >= 0 && offset <= count &- length
    }

    /// Precondition: `has(offset, 1)`.
    @inline(__always) func u8(_ offset: Int) -> UInt8 {
        precondition(has(offset, 1))
        return base[offset]
    }

    /// Precondition: `has(offset, 2)`.
    @inline(__always) func u16(_ offset: Int) -> UInt16 { UInt16(bigEndian: load(offset)) }

    /// Precondition: `has(offset, 4)`.
    @inline(__always) func u32(_ offset: Int) -> UInt32 { UInt32(bigEndian: load(offset)) }

    /// Precondition: `has(offset, 8)`.
    @inline(__always) func u64(_ offset: Int) -> UInt64 { UInt64(bigEndian: load(offset)) }

    @inline(__always) private func load<Value: FixedWidthInteger & BitwiseCopyable>(_ offset: Int) -> Value {
        precondition(has(offset, MemoryLayout<Value>.size))
        return UnsafeRawPointer(base + offset).loadUnaligned(as: Value.self)
    }

    /// What follows an offset, at most `length` bytes; empty when there is nothing.
    @inline(__always) func slice(_ offset: Int, _ length: Int = Int.max) -> Bytes {
        let start = min(max(0, offset), count)
        return Bytes(base + start, min(max(0, length), count - start))
    }

    /// For what copies, compares or searches all of them; valid as long as the bytes are.
    @inline(__always) var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

    // One byte for the life of the program, so that no bytes have a place as well.
    nonisolated(unsafe) private static let nothing = UnsafePointer(UnsafeMutablePointer<UInt8>.allocate(capacity: 1))
    static var empty: Bytes { Bytes(nothing, 0) }
}

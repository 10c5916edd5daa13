/// Bytes of a packet with checked big-endian loads: reading past the end is refused, not undefined.
struct Bytes: BitwiseCopyable {
    let base: UnsafePointer<UInt8>
    let count: Int

    @inline(__always) init(_ base: UnsafePointer<UInt8>, _ count: Int) {
        self.base = base
        self.count = count
    }

    @inline(__always) func has(_ offset: Int, _ length: Int) -> Bool {
        offset >= 0 && length >= 0 && offset <= count - length
    }

    /// Precondition: `has(offset, 1)`.
    @inline(__always) func u8(_ offset: Int) -> UInt8 { base[offset] }

    /// Precondition: `has(offset, 2)`.
    @inline(__always) func u16(_ offset: Int) -> UInt16 {
        UInt16(bigEndian: UnsafeRawPointer(base + offset).loadUnaligned(as: UInt16.self))
    }

    /// Precondition: `has(offset, 4)`.
    @inline(__always) func u32(_ offset: Int) -> UInt32 {
        UInt32(bigEndian: UnsafeRawPointer(base + offset).loadUnaligned(as: UInt32.self))
    }

    /// Precondition: `has(offset, 8)`.
    @inline(__always) func u64(_ offset: Int) -> UInt64 {
        UInt64(bigEndian: UnsafeRawPointer(base + offset).loadUnaligned(as: UInt64.self))
    }

    /// What follows an offset, at most `length` bytes; empty when there is nothing.
    @inline(__always) func slice(_ offset: Int, _ length: Int = Int.max) -> Bytes {
        let start = min(max(0, offset), count)
        return Bytes(base + start, min(max(0, length), count - start))
    }

    // One byte for the life of the program, so that no bytes have a place as well.
    nonisolated(unsafe) private static let nothing = UnsafePointer(UnsafeMutablePointer<UInt8>.allocate(capacity: 1))
    static var empty: Bytes { Bytes(nothing, 0) }
}

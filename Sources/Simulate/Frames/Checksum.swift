/// The Internet checksum (RFC 1071). Sums words in the machine's byte order, which only swaps the result's bytes.
struct Checksum {
    private var sum: UInt64 = 0

    /// Every part but the last has an even number of bytes.
    mutating func add(_ bytes: UnsafeRawPointer, _ count: Int) {
        var at = 0
        while at + 4 <= count {
            sum &+= UInt64(bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self))
            at += 4
        }
        if at + 2 <= count {
            sum &+= UInt64(bytes.loadUnaligned(fromByteOffset: at, as: UInt16.self))
            at += 2
        }
        if at < count { sum &+= UInt64(UInt16(bytes.load(fromByteOffset: at, as: UInt8.self)).littleEndian) }
    }

    mutating func add(_ value: UInt16) { sum &+= UInt64(value.bigEndian) }

    /// In the machine's byte order: stored as it is.
    var value: UInt16 {
        var folded = sum
        while folded > 0xFFFF { folded = (folded & 0xFFFF) + (folded >> 16) }
        return ~UInt16(folded)
    }
}

extension UnsafeMutableRawPointer {
    @inline(__always)
    func put8(_ value: UInt8, at offset: Int) { storeBytes(of: value, toByteOffset: offset, as: UInt8.self) }

    @inline(__always)
    func put16(_ value: UInt16, at offset: Int) {
        storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt16.self)
    }

    @inline(__always)
    func put32(_ value: UInt32, at offset: Int) {
        storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt32.self)
    }

    @inline(__always)
    func put64(_ value: UInt64, at offset: Int) {
        storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt64.self)
    }
}

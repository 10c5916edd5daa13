/// Bytes in network order, as packets are made of them.
typealias ByteString = [UInt8]

extension [UInt8] {
    mutating func add8(_ value: Int) { append(UInt8(truncatingIfNeeded: value)) }

    mutating func add16(_ value: Int) {
        append(UInt8(truncatingIfNeeded: value >> 8))
        append(UInt8(truncatingIfNeeded: value))
    }

    mutating func add32(_ value: Int) {
        add16(value >> 16)
        add16(value)
    }

    /// With a length prefix, as over TCP.
    var prefixed: [UInt8] {
        var bytes: [UInt8] = []
        bytes.add16(count)
        return bytes + self
    }
}

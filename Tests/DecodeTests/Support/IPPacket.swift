/// An IP packet, to be built field by field.
struct IPPacket {
    var source: Address
    var destination: Address
    /// Protocol number of the payload.
    var transport = 17
    var payload: ByteString
    var ttl = 64
    var dontFragment = false
    var identification = 0
    /// Set to lie about the length.
    var declaredLength: Int?
    /// IPv6 extension headers in order: type and whole header, whose first byte is filled in.
    var extensions: [(type: Int, bytes: ByteString)] = []

    init(_ source: Address, _ destination: Address, transport: Int = 17, payload: ByteString) {
        self.source = source
        self.destination = destination
        self.transport = transport
        self.payload = payload
    }

    var bytes: ByteString { source.isV6 ? v6(payload, extensions) : v4(payload, offset: 0, hasMore: false) }

    private func v4(_ part: ByteString, offset: Int, hasMore: Bool) -> ByteString {
        var bytes: ByteString = [0x45, 0]
        bytes.add16(declaredLength ?? part.count + 20)
        bytes.add16(identification)
        bytes.add16((dontFragment ? 0x4000 : 0) | (hasMore ? 0x2000 : 0) | offset / 8)
        bytes.add8(ttl)
        bytes.add8(transport)
        bytes.add16(0)
        return bytes + source.bytes + destination.bytes + part
    }

    private func v6(_ part: ByteString, _ extensions: [(type: Int, bytes: ByteString)]) -> ByteString {
        var chain: ByteString = []
        for (index, header) in extensions.enumerated() {
            var header = header.bytes
            header[0] = UInt8(index + 1 < extensions.count ? extensions[index + 1].type : transport)
            chain += header
        }
        var bytes: ByteString = [0x60, 0, 0, 0]
        bytes.add16(declaredLength ?? part.count + chain.count)
        bytes.add8(extensions.first?.type ?? transport)
        bytes.add8(ttl)
        return bytes + source.bytes + destination.bytes + chain + part
    }

    /// A fragment with any place in the datagram, true or not.
    func fragment(_ part: ByteString, offset: Int, hasMore: Bool) -> ByteString {
        guard source.isV6 else { return v4(part, offset: offset, hasMore: hasMore) }
        return v6(part, extensions + [Self.fragmentHeader(offset: offset, hasMore: hasMore, identification)])
    }

    /// The fragments of the payload, so many bytes each (a multiple of eight).
    func fragments(of size: Int) -> [ByteString] {
        stride(from: 0, to: payload.count, by: size).map { start in
            let end = min(start + size, payload.count)
            return fragment(Array(payload[start..<end]), offset: start, hasMore: end < payload.count)
        }
    }

    static func fragmentHeader(offset: Int, hasMore: Bool, _ identification: Int) -> (type: Int, bytes: ByteString) {
        var bytes: ByteString = [0, 0]
        bytes.add16(offset | (hasMore ? 1 : 0))
        bytes.add32(identification)
        return (44, bytes)
    }
}

/// The header that a proxy puts before what it passes on (PROXY protocol, version 2): who has asked it.
struct ProxyHeader: BitwiseCopyable {
    /// Bytes of the header; the message stands behind it.
    var length: Int
    /// `nil`: the proxy speaks for itself, or of another family of addresses.
    var client: ProxiedClient?

    static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]
    /// Signature, version and command, family, length.
    static let fixedLength = 16

    /// Whether bytes are the beginning of one, as far as there are any.
    @inline(__always)
    static func isBeginning(_ bytes: Bytes) -> Bool {
        guard bytes.has(0, 1), bytes.u8(0) == 0x0D else { return false }
        for index in 0..<min(bytes.count, signature.count) where bytes.u8(index) != signature[index] { return false }
        return true
    }

    enum Found {
        case none
        /// It begins as one, and more of it must come.
        case unfinished
        case whole(ProxyHeader)
    }

    /// What stands at the beginning of a stream.
    static func find(_ bytes: Bytes) -> Found {
        guard isBeginning(bytes) else { return .none }
        if bytes.has(12, 1), bytes.u8(12) >> 4 != 2 { return .none }
        return ProxyHeader(bytes).map { .whole($0) } ?? .unfinished
    }

    /// `nil`: it is none, or not all of it is there.
    init?(_ bytes: Bytes) {
        guard bytes.has(0, Self.fixedLength), Self.isBeginning(bytes), bytes.u8(12) >> 4 == 2 else { return nil }
        length = Self.fixedLength + Int(bytes.u16(14))
        guard bytes.has(0, length) else { return nil }
        guard bytes.u8(12) & 15 == 1 else { return }
        switch bytes.u8(13) >> 4 {
        case 1 where bytes.has(16, 12) && length >= 28:
            client = ProxiedClient(address: IPAddress(v4: bytes.u32(16)), port: bytes.u16(24))
        case 2 where bytes.has(16, 36) && length >= 52:
            client = ProxiedClient(
                address: IPAddress(high: bytes.u64(16), low: bytes.u64(24), version: 6), port: bytes.u16(48))
        default: break
        }
    }
}

/// Who has asked a proxy.
struct ProxiedClient: BitwiseCopyable {
    var address: IPAddress
    var port: UInt16
}

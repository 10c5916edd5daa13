/// The checksum of UDP and TCP (RFC 1071), for packets whose sender has filled it in.
enum PacketChecksum {
    /// An IP packet without extension headers, its checksum filled in.
    static func filled(_ packet: ByteString) -> ByteString {
        let isV6 = packet[0] >> 4 == 6
        let start = isV6 ? 40 : 20
        let transport = Int(isV6 ? packet[6] : packet[9])
        let addresses = Array(isV6 ? packet[8..<40] : packet[12..<20])
        return Array(packet[..<start]) + filled(Array(packet[start...]), transport: transport, addresses: addresses)
    }

    /// What stands behind the IP header.
    static func filled(_ payload: ByteString, transport: Int, addresses: ByteString) -> ByteString {
        var payload = payload
        let place = transport == 17 ? 6 : 16
        (payload[place], payload[place + 1]) = (0, 0)
        var sum = transport + payload.count
        for (index, byte) in (addresses + payload).enumerated() { sum += Int(byte) << (index % 2 == 0 ? 8 : 0) }
        while sum >> 16 != 0 { sum = sum & 0xFFFF + sum >> 16 }
        let value = ~sum & 0xFFFF
        (payload[place], payload[place + 1]) = (UInt8(value >> 8), UInt8(value & 0xFF))
        return payload
    }
}

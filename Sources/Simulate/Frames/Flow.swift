/// Both ends of a conversation.
struct Flow {
    var client: Address
    var server: Address
    var clientPort: UInt16 = 0
    var serverPort: UInt16 = 53
    var clientHopLimit: UInt8
    var roundTripMicroseconds: Int64

    /// Bytes of an IP header before the transport's.
    var headerSize: Int { client.isIPv6 ? 40 : 20 }
}

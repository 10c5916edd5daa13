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

/// Who sends, seen from the server, where the capture is made.
enum Direction {
    case fromClient, fromServer
}

/// A piece of a datagram.
struct Fragment {
    var identification: UInt32
    /// Where it belongs, in bytes, a multiple of 8.
    var offset: Int
    var isLast: Bool
}

/// Client and server of a connection.
struct TCPConnectionKey: Hashable, BitwiseCopyable {
    var client: IPAddress
    var server: IPAddress
    var clientPort: UInt16
    var serverPort: UInt16

    func hash(into hasher: inout Hasher) {
        // Each by itself: folded together, who chooses addresses chooses what is the same.
        hasher.combine(client.low)
        hasher.combine(client.high)
        hasher.combine(server.low)
        hasher.combine(server.high)
        hasher.combine(UInt32(clientPort) << 16 | UInt32(serverPort))
    }

    /// Any order that does not depend on hashing, so that equal input gives equal output.
    static func order(_ left: TCPConnectionKey, _ right: TCPConnectionKey) -> Bool {
        (left.client.high, left.client.low, left.clientPort, left.serverPort, left.server.high, left.server.low)
            < (
                right.client.high, right.client.low, right.clientPort, right.serverPort, right.server.high,
                right.server.low
            )
    }
}

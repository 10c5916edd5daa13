/// Both directions of a TCP connection that carries DNS (RFC 7766), and its handshake.
final class TCPConnection {
    var toServer = TCPHalf()
    var toClient = TCPHalf()
    /// On the capture's clock.
    var lastSeen: Int64
    /// Of the last packet, as it says.
    var lastSegmentTime: Int64 = 0
    var synTime: Int64 = -1
    var synCount = 0
    var synAckCount = 0
    /// Time of the handshake's last ACK minus that of the SYN, until the first data has taken it; −1: unknown or taken.
    var roundTrip: Int64 = -1
    var isEstablished = false
    /// RST, or FIN from both sides: what still comes are repetitions.
    var isClosed = false
    /// Initial sequence number of the client, to tell a new connection with the same ports from a repeated SYN.
    var clientSequence: UInt32?

    init(lastSeen: Int64) { self.lastSeen = lastSeen }

    var bufferedBytes: Int {
        toServer.partial.count + toServer.waitingBytes + toClient.partial.count + toClient.waitingBytes
    }
}

/// Both directions of a TCP connection that carries DNS (RFC 7766), and its handshake.
final class TCPConnection {
    var toServer: TCPHalf
    var toClient: TCPHalf
    /// On the capture's clock.
    var lastSeen: Int64
    var synTime: Int64 = -1
    var synCount = 0
    var synAckCount = 0
    /// Time of the handshake's last ACK minus that of the SYN; −1: unknown.
    var roundTrip: Int64 = -1
    /// When the packet came that ended the first query: what it ended has the round trip. `inDoubt`: there is none yet.
    var firstQueryTime = CaptureClock.inDoubt
    var isEstablished = false
    /// RST, or FIN from both sides: what still comes are repetitions.
    var isClosed = false
    /// When a connection that was reset closes, on the capture's clock; 0: it was not. What was on its way until then
    /// may be recorded later.
    var closesAt: Int64 = 0
    /// Initial sequence numbers, to tell a new connection with the same ports from a repeated SYN.
    var clientSequence: UInt32?
    var serverSequence: UInt32?
    /// A SYN in an open connection. Nobody believes it until it is answered (RFC 9293 3.10.7.4, RFC 5961 4).
    var offer: Offer?
    /// A segment far from all others. It is believed when another one follows it.
    var stray: Stray?

    struct Offer: BitwiseCopyable {
        var sequence: UInt32
        var time: Int64
        var isFromClient: Bool
    }

    struct Stray {
        var sequence: UInt32
        var wireCount: Int
        var isFromClient: Bool
        var bytes: [UInt8]
        var carrier: Carrier

        func isFollowed(by segment: TCPSegment) -> Bool { segment.place == sequence.advanced(wireCount) }
    }

    /// - Parameter isServerKnown: only one of the ports is one of DNS.
    init(lastSeen: Int64, isServerKnown: Bool) {
        self.lastSeen = lastSeen
        toServer = TCPHalf(isFromServer: isServerKnown ? false : nil)
        toClient = TCPHalf(isFromServer: isServerKnown ? true : nil)
    }

    var bufferedBytes: Int { toServer.bufferedBytes + toClient.bufferedBytes + (stray?.bytes.count ?? 0) }

    var isFinished: Bool { toServer.isFinished && toClient.isFinished }

    /// One of the two directions, in place: it is not copied.
    subscript(isToServer: Bool) -> TCPHalf {
        _read {
            if isToServer { yield toServer } else { yield toClient }
        }
        _modify {
            if isToServer { yield &toServer } else { yield &toClient }
        }
    }
}

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
    /// What closes it, unless the stream goes on; nil: both have ended it.
    var reset: Reset?
    /// Initial sequence numbers, to tell a new connection with the same ports from a repeated SYN.
    var clientSequence: UInt32?
    var serverSequence: UInt32?
    /// A SYN in an open connection. Nobody believes it until it is answered (RFC 9293 3.10.7.4, RFC 5961 4).
    var offer: Offer?
    /// A segment far from all others, of each direction. It is believed when another one follows it, or says that it has
    /// arrived.
    var strayToServer: Stray?
    var strayToClient: Stray?

    /// Whoever can see a connection can forge one, and whoever cannot may guess (RFC 5961 3).
    struct Reset: BitwiseCopyable {
        var isFromClient: Bool
        var sequence: UInt32
        /// The highest sequence number of the other side until then.
        var otherHighest: UInt32?
    }

    struct Offer {
        var sequence: UInt32
        var time: Int64
        var isFromClient: Bool
        /// Data that came with the SYN (RFC 7413).
        var data: Stray

        /// Whether a sequence number stands behind the SYN, and not behind more than its data.
        func isAcknowledged(by place: UInt32) -> Bool {
            (0...data.wireCount).contains(place.distance(from: sequence &+ 1))
        }
    }

    struct Stray {
        var sequence: UInt32
        var wireCount: Int
        var bytes: [UInt8]
        var carrier: Carrier

        init(sequence: UInt32, wireCount: Int, bytes: [UInt8], carrier: Carrier) {
            self.sequence = sequence
            self.wireCount = wireCount
            self.bytes = bytes
            self.carrier = carrier
        }

        init(_ segment: TCPSegment, _ datagram: Datagram) {
            self.init(
                sequence: segment.place, wireCount: segment.wireCount,
                bytes: Array(UnsafeBufferPointer(start: segment.payload.base, count: segment.payload.count)),
                carrier: Carrier(datagram))
        }

        var end: UInt32 { sequence.advanced(wireCount) }
    }

    /// - Parameter isServerKnown: only one of the ports is one of DNS.
    init(lastSeen: Int64, isServerKnown: Bool) {
        self.lastSeen = lastSeen
        toServer = TCPHalf(isFromServer: isServerKnown ? false : nil)
        toClient = TCPHalf(isFromServer: isServerKnown ? true : nil)
    }

    var bufferedBytes: Int {
        toServer.bufferedBytes + toClient.bufferedBytes + (strayToServer?.bytes.count ?? 0)
            + (strayToClient?.bytes.count ?? 0) + (offer?.data.bytes.count ?? 0)
    }

    func stray(isToServer: Bool) -> Stray? { isToServer ? strayToServer : strayToClient }

    /// Gives whether there was one already.
    func keep(_ stray: Stray?, isToServer: Bool) -> Bool {
        let wasThere = self.stray(isToServer: isToServer) != nil
        if isToServer { strayToServer = stray } else { strayToClient = stray }
        return wasThere
    }

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

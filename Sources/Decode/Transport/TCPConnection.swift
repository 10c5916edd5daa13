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
    /// What closes it, unless the stream goes on; `nil`: both have ended it.
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
                bytes: Array(segment.payload.buffer),
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

    /// Returns whether there was one already.
    func keep(_ stray: Stray?, isToServer: Bool) -> Bool {
        let wasThere = self.stray(isToServer: isToServer) != nil
        if isToServer { strayToServer = stray } else { strayToClient = stray }
        return wasThere
    }

    /// Keeps a segment that may be of another connection: a SYN, or data far from all other. Gives whether there was one
    /// already.
    func keep(_ segment: TCPSegment, _ datagram: Datagram, isFromClient: Bool) -> Bool {
        let stray = Stray(segment, datagram)
        guard segment.flags.contains(.syn) else { return keep(stray, isToServer: isFromClient) }
        let wasThere = offer != nil
        offer = Offer(sequence: segment.sequence, time: datagram.time, isFromClient: isFromClient, data: stray)
        return wasThere
    }

    /// The strays that a segment follows, of its own direction, or says to have arrived, of the other one.
    func takeStrays(before segment: TCPSegment, isFromClient: Bool) -> (own: Stray?, other: Stray?) {
        let own = stray(isToServer: isFromClient).flatMap { $0.end == segment.place ? $0 : nil }
        let other = stray(isToServer: !isFromClient).flatMap {
            segment.flags.contains(.ack) && $0.end == segment.acknowledgement ? $0 : nil
        }
        if own != nil { _ = keep(nil, isToServer: isFromClient) }
        if other != nil { _ = keep(nil, isToServer: !isFromClient) }
        return (own, other)
    }

    /// A reset names the byte that comes next (RFC 5961 3.2). Not all has been captured, perhaps; but if nothing tells of a
    /// hole, it was a guess, and the connection stays.
    func forgetForgedReset() -> Bool {
        guard let reset, self[reset.isFromClient].queue.isEmpty,
            let distance = self[reset.isFromClient].distance(of: reset.sequence),
            // FIN takes one sequence number (RFC 9293 3.4).
            distance > (self[reset.isFromClient].finish == nil ? 0 : 1)
        else { return false }
        (self.reset, closesAt) = (nil, 0)
        return true
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

extension TCPConnection {
    /// What a segment is to a connection of its addresses and ports.
    enum Relation {
        case same
        /// It begins another connection, or goes on with one.
        case successor
        /// A SYN that may begin another connection, if it is answered.
        case offer
        /// Data far from all that has been seen, which may be of another connection if more follows.
        case stray
    }

    /// - Parameter silence: after how much of it, in microseconds, a packet is no late one of this connection.
    func relation(to segment: TCPSegment, isFromClient: Bool, _ now: Int64, _ silence: Int64) -> Relation {
        let wasSilent = lastSeen != CaptureClock.inDoubt && now - lastSeen >= silence
        if segment.flags.contains(.syn) {
            return relation(toSYN: segment, isFromClient: isFromClient, wasSilent: wasSilent)
        }
        if let offer, isAnswer(segment, isFromClient: isFromClient, to: offer) { return .successor }
        if let reset, goesOn(segment, isFromClient: isFromClient, after: reset) {
            // Nobody has believed the reset.
            (self.reset, closesAt) = (nil, 0)
        }
        guard segment.wireCount > 0 else { return .same }
        if self[isFromClient].isNear(segment.place) {
            return relation(toNear: segment, isFromClient: isFromClient, wasSilent: wasSilent)
        }
        if isClosed || self[isFromClient].finish != nil || closesAt != 0 || wasSilent { return .successor }
        if stray(isToServer: isFromClient)?.end == segment.place { return .successor }
        if segment.flags.contains(.ack), let other = stray(isToServer: !isFromClient),
            other.end == segment.acknowledgement
        {
            return .successor
        }
        return .stray
    }

    /// Data that stands where the connection is, or not far from there.
    private func relation(toNear segment: TCPSegment, isFromClient: Bool, wasSilent: Bool) -> Relation {
        let (half, isOver) = (self[isFromClient], self[isFromClient].isFinished)
        if let finish = half.finish {
            // Behind the end there is nothing of this connection.
            let behind = segment.place.distance(from: finish)
            if isOver, behind > 0 || behind == 0 && (isClosed || wasSilent) { return .successor }
            // It goes on where it was: the end was none.
            if !isClosed, behind <= 0, segment.end.distance(from: finish) > 0 { self[isFromClient].finish = nil }
        }
        let distance = half.distance(of: segment.place) ?? 0
        if isOver || isClosed, wasSilent, distance < 0, !half.isRepetition(segment) { return .successor }
        if isClosed, !isOver, distance >= 0 {
            // It goes on where it was: nobody has believed the reset.
            isClosed = false
            (reset, closesAt) = (nil, 0)
        }
        return .same
    }

    /// Whether the one who has reset a connection sends more, or says that more has arrived.
    private func goesOn(_ segment: TCPSegment, isFromClient: Bool, after reset: Reset) -> Bool {
        guard isFromClient == reset.isFromClient, !segment.flags.contains(.rst) else { return false }
        if segment.wireCount > 0, self[isFromClient].isNear(segment.place),
            segment.end.distance(from: reset.sequence) > 0
        {
            return true
        }
        guard segment.flags.contains(.ack), let highest = reset.otherHighest else { return false }
        return (1...TCPHalf.window).contains(segment.acknowledgement.distance(from: highest))
    }

    private func relation(toSYN segment: TCPSegment, isFromClient: Bool, wasSilent: Bool) -> Relation {
        if let offer, isFromClient != offer.isFromClient, segment.flags.contains(.ack),
            offer.isAcknowledged(by: segment.acknowledgement)
        {
            return .successor
        }
        let isOver = isClosed || closesAt != 0 || isFinished
        let known = isFromClient ? clientSequence : serverSequence
        if known == segment.sequence, !isOver || !wasSilent { return .same }
        if isOver { return .successor }
        // Recorded behind the data that it announces.
        if known == nil, !self[isFromClient].hasData { return .same }
        if known == nil, let begin = self[isFromClient].queue.first?.sequence ?? self[isFromClient].next,
            (0...TCPHalf.window).contains(begin.distance(from: segment.sequence &+ 1))
        {
            return .same
        }
        // Nothing but attempts so far.
        if !toServer.hasData, !toClient.hasData, isFromClient, synAckCount == 0 { return .successor }
        return .offer
    }

    /// Whether somebody goes on where a SYN has begun, or says that it has arrived.
    private func isAnswer(_ segment: TCPSegment, isFromClient: Bool, to offer: Offer) -> Bool {
        let half = self[offer.isFromClient]
        if isFromClient == offer.isFromClient {
            // Who guesses where a connection is has not begun another one.
            return offer.isAcknowledged(by: segment.sequence) && half.next != segment.sequence
        }
        return segment.flags.contains(.ack) && offer.isAcknowledged(by: segment.acknowledgement)
            && half.next != segment.acknowledgement
    }
}

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

    /// - Parameter silence: after how much of it, in microseconds, data far off is believed at once.
    func relation(to segment: TCPSegment, isFromClient: Bool, _ now: Int64, _ silence: Int64) -> Relation {
        if segment.flags.contains(.syn) { return relation(toSYN: segment, isFromClient: isFromClient) }
        if let offer, isAnswer(segment, isFromClient: isFromClient, to: offer) { return .successor }
        guard segment.wireCount > 0 else { return .same }
        if self[isFromClient].isNear(segment.place) {
            let distance = self[isFromClient].distance(of: segment.place) ?? 0
            guard isClosed, !self[isFromClient].isFinished, distance >= 0 else { return .same }
            // It goes on where it was: nobody has believed the reset.
            isClosed = false
            closesAt = 0
            return .same
        }
        if isClosed || self[isFromClient].finish != nil || closesAt != 0 { return .successor }
        if lastSeen != CaptureClock.inDoubt, now - lastSeen >= silence { return .successor }
        if let stray, stray.isFromClient == isFromClient, stray.isFollowed(by: segment) { return .successor }
        return .stray
    }

    private func relation(toSYN segment: TCPSegment, isFromClient: Bool) -> Relation {
        if let offer, isFromClient != offer.isFromClient, segment.flags.contains(.ack),
            segment.acknowledgement == offer.sequence &+ 1
        {
            return .successor
        }
        let known = isFromClient ? clientSequence : serverSequence
        if known == segment.sequence { return .same }
        if isClosed || closesAt != 0 || isFinished { return .successor }
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
        let begin = offer.sequence &+ 1
        if isFromClient == offer.isFromClient {
            // Who guesses where a connection is has not begun another one.
            return segment.sequence == begin && self[isFromClient].next != begin
        }
        return segment.flags.contains(.ack) && segment.acknowledgement == begin
            && self[offer.isFromClient].next != begin
    }
}

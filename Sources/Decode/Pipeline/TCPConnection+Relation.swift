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

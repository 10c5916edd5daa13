/// Datagrams that came in pieces.
extension PacketPipeline {
    func fragment(_ header: IPHeader, _ datagram: Datagram, _ payload: Bytes) {
        if header.isTruncated {
            // The rest can never be put behind it; the first piece still holds header and question.
            if header.fragmentOffset == 0 {
                var first = datagram
                first.fragments = 1
                whole(first, payload)
            } else {
                reject(.ip_truncated)
            }
            return
        }
        let key = FragmentTable.Key(datagram, identification: header.identification)
        let piece = FragmentTable.Fragment(
            payload: payload, offset: header.fragmentOffset, isLast: header.isLastFragment, datagram: datagram)
        let outcome = fragments.add(piece, key, now: clock.event, clock: clock.now) { datagram, bytes in
            if datagram.isTruncated { beginning(datagram, bytes) } else { whole(datagram, bytes) }
        }
        switch outcome {
        case .overlap: reject(.fragment_overlap)
        case .full: reject(.fragment_dropped)
        case .malformed: reject(.ip_malformed)
        case .incomplete:
            counters.add(.fragment)
            if header.fragmentOffset == 0 { beginnings.add(key, at: clock.now + options.queryTimeoutMicroseconds / 2) }
        // The whole datagram has been counted.
        case .complete: break
        }
    }

    private func whole(_ datagram: Datagram, _ payload: Bytes) {
        do {
            guard let (inner, rest) = behindExtensions(datagram, payload) else { return reject(.ip_malformed) }
            try transport(inner, rest)
        } catch { failure = error }
    }

    /// More extension headers may stand behind the fragment header.
    private func behindExtensions(_ datagram: Datagram, _ payload: Bytes) -> (Datagram, Bytes)? {
        guard datagram.source.version == 6 else { return (datagram, payload) }
        var rest = IPHeader(
            source: datagram.source, destination: datagram.destination, ttl: datagram.ttl,
            transport: datagram.transport, length: datagram.length, payloadOffset: 0, payloadLength: payload.count)
        guard rest.walkExtensions(payload), !rest.isFragment else { return nil }
        var inner = datagram
        inner.transport = rest.transport
        return (inner, payload.slice(rest.payloadOffset, rest.payloadLength))
    }

    /// The beginning of a datagram whose rest is not in the capture: header and question are worth a row. Its fragments
    /// have been counted as such.
    func beginning(_ datagram: Datagram, _ payload: Bytes) {
        guard let beginning = beginningMessage(datagram, payload) else { return }
        do {
            try message(beginning, isTruncated: true)
        } catch { failure = error }
    }

    private func beginningMessage(
        _ datagram: Datagram, _ payload: Bytes
    ) -> TransportMessage? {
        guard let (inner, udp) = behindExtensions(datagram, payload), inner.transport == 17, udp.has(0, 20) else {
            return nil
        }
        let (source, destination, length) = (udp.u16(0), udp.u16(2), Int(udp.u16(4)))
        guard ports.contains(source) || ports.contains(destination) else { return nil }
        return TransportMessage(
            datagram: inner, source: source, destination: destination, bytes: udp.slice(8),
            declaredLength: max(length, udp.count) - 8)
    }

    /// Gives beginnings that a query waits for; all others have the time that fragments have.
    func settleBeginnings() throws {
        for key in beginnings.takeDue(clock.now) {
            var isAwaited = false
            let arrival = clock.now - options.queryTimeoutMicroseconds / 2
            fragments.readBeginning(of: key, before: arrival) { datagram, payload in
                guard let beginning = beginningMessage(datagram, payload) else { return }
                isAwaited = self.isAwaited(beginning)
            }
            if isAwaited { fragments.takeBeginning(of: key, beginning) }
        }
        try rethrow()
    }
}

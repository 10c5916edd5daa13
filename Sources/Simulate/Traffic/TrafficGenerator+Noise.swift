extension TrafficGenerator {
    /// What is not DNS.
    mutating func other(_ flow: Flow, _ time: Int64) {
        switch random.below(3) {
        case 0:
            frames.arp(isReply: false, server: server4, time)
            frames.arp(isReply: true, server: server4, time + 20)
            truth.arp += 2
        case 1: echo(flow, time)
        default:
            guard fits(time, 4_000 + flow.roundTripMicroseconds) else { return plain(flow, time) }
            unreachable(flow, time)
        }
    }

    private mutating func echo(_ flow: Flow, _ time: Int64) {
        let isIPv6 = flow.client.isIPv6
        let number = random.next()
        for (type, direction, later): (UInt8, Direction, Int64) in [
            (isIPv6 ? 128 : 8, .fromClient, 0), (isIPv6 ? 129 : 0, .fromServer, 30),
        ] {
            query.clear()
            query.put8(type)
            for _ in 0..<3 { query.put8(0) }
            query.put32(UInt32(truncatingIfNeeded: number))
            for _ in 0..<7 { query.put64(number) }
            frames.icmp(flow, direction, query, time + later)
        }
        truth.icmp += 2
    }

    /// The client's port is closed when the answer comes: it sends back the answer's head.
    private mutating func unreachable(_ flow: Flow, _ time: Int64) {
        let lookup = ask(.ordinary)
        messages.response(lookup, isTruncated: false, &response)
        frames.udp(flow, .fromClient, query, time)
        let answered = time + latency()
        frames.udp(flow, .fromServer, response, answered)
        tally(lookup, flow, queries: 1, responses: 1)

        // Type, code; checksum and unused are zero (RFC 792, RFC 4443 3.1).
        query.clear()
        query.put32(flow.client.isIPv6 ? 0x0104_0000 : 0x0303_0000)
        query.put32(0)
        // As much as a router of IPv4 must give back in any case is 8 bytes; hosts give the whole small datagram.
        frames.quoteLastDatagram(flow, into: &query)
        frames.icmp(flow, .fromClient, query, answered + flow.roundTripMicroseconds)
        truth.icmp += 1
    }

    /// A message that breaks.
    mutating func malformed(_ flow: Flow, _ time: Int64) {
        let lookup = ask(.ordinary)
        let kind = random.below(4)
        switch kind {
        case 0:
            // The message ends within the name.
            query.cut(to: 12 + 3)
        case 1:
            // A pointer to itself instead of a name.
            query.cut(to: 12)
            query.put16(0xC00C)
            query.put32(0x0001_0001)
        case 2:
            // A record is announced that is not there.
            messages.response(lookup, isTruncated: false, &response)
            response.set16(response.get16(at: 10) + 1, at: 10)
        default:
            query.cut(to: random.within(1...11))
        }
        frames.udp(flow, .fromClient, query, time)
        if kind == 3 {
            truth.shortHeaders += 1
            return
        }
        if kind == 2 { frames.udp(flow, .fromServer, response, time + latency()) }
        var counted = lookup
        // The OPT record of the first two is gone.
        if kind < 2 { counted.ednsSize = 0 }
        tally(counted, flow, queries: 1, responses: kind == 2 ? 1 : 0)
        if kind < 2 { truth.unanswered += 1 }
        truth.malformed += 1
    }
}

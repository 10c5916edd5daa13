extension TrafficGenerator {
    /// A lookup over UDP, with what may happen to it.
    mutating func lookup(_ flow: Flow, _ time: Int64) {
        let shares = options.shares
        if random.chance(shares.unanswered) { return unanswered(flow, time) }
        if random.chance(shares.retransmission), fits(time, 1_600_000) { return retransmitted(flow, time) }
        plain(flow, time, random.chance(shares.fragment) ? .fragmented : .ordinary)
    }

    mutating func unanswered(_ flow: Flow, _ time: Int64) {
        let lookup = ask(.ordinary)
        frames.udp(flow, .fromClient, query, time)
        tally(lookup, flow, queries: 1, responses: 0)
        truth.unanswered += 1
    }

    mutating func plain(_ flow: Flow, _ time: Int64, _ size: LookupSize = .ordinary) {
        let lookup = ask(size)
        frames.udp(flow, .fromClient, query, time)
        messages.response(lookup, isTruncated: false, &response)
        frames.udp(flow, .fromServer, response, time + latency())
        tally(lookup, flow, queries: 1, responses: 1)
    }

    private mutating func retransmitted(_ flow: Flow, _ time: Int64) {
        let lookup = ask(.ordinary)
        messages.response(lookup, isTruncated: false, &response)
        let isLost = random.chance(0.8)
        let again = time + Int64(random.within(400_000...1_500_000))
        frames.udp(flow, .fromClient, query, time)
        if !isLost { frames.udp(flow, .fromServer, response, time + latency()) }
        frames.udp(flow, .fromClient, query, again)
        frames.udp(flow, .fromServer, response, again + latency())
        tally(lookup, flow, queries: 2, responses: isLost ? 1 : 2)
        truth.retransmissions += 1
        if isLost { truth.superseded += 1 }
    }

    /// A new question, its message in `query`.
    mutating func ask(_ size: LookupSize) -> Lookup {
        let lookup = messages.lookup(size, &random)
        messages.query(lookup, &query)
        return lookup
    }

    /// Counts messages of one lookup.
    mutating func tally(_ lookup: Lookup, _ flow: Flow, queries: Int, responses: Int) {
        truth.queries += queries
        truth.responses += responses
        if flow.client.isIPv6 { truth.ipv6Messages += queries + responses }
        if lookup.ednsSize > 0 { truth.ednsQueries += queries }
        if lookup.outcome == .nameError { truth.nxdomain += responses }
    }
}

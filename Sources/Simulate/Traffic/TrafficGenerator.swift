/// Walks along the time span and begins conversations.
struct TrafficGenerator: ~Copyable {
    /// More packets than any conversation has.
    private static let largestConversation = 64
    /// What a plain lookup needs at most, in µs.
    private static let plainSpan: Int64 = 4_000

    let options: DNSTrafficOptions
    let server4: Address
    let server6: Address
    var random: SeededRandom
    var clients: ClientPool
    var messages: MessageForge
    private var frames: FrameForge
    var truth = DNSTrafficTruth()
    // Messages of the current conversation.
    var query = WireBuffer(capacity: 4096)
    var response = WireBuffer(capacity: 8192)
    private var requests = WireBuffer(capacity: 8192)
    private var replies = WireBuffer(capacity: 65_536)
    private var series: CaptureSeries
    private let connectionShare: Double

    init(_ options: DNSTrafficOptions, directory: String) throws(SimulateError) {
        self.options = options
        (server4, server6) = (Address(bytes: options.serverIPv4), Address(bytes: options.serverIPv6))
        var random = SeededRandom(seed: options.seed)
        clients = ClientPool(count: options.clients, &random)
        messages = MessageForge(NamePool(count: options.names, &random), shares: options.shares)
        frames = FrameForge(SeededRandom(seed: random.next()))
        self.random = random
        series = try CaptureSeries(options, directory: directory)
        connectionShare = Self.connectionShare(options.shares)
    }

    /// Makes all traffic.
    mutating func run() throws(SimulateError) -> DNSTrafficTruth {
        let usable = options.durationMicroseconds - Self.plainSpan
        let latest = options.startMicroseconds + usable
        // Conversations begin a few mean distances around their turn, not like a clock.
        let scatter = max(1, min(8 * usable / Int64(max(1, options.packets)), 10_000_000))
        while frames.queue.made < UInt64(options.packets) {
            let made = Int64(frames.queue.made)
            let total = Int64(options.packets)
            // In two steps, so that nothing overflows.
            let (whole, rest) = usable.quotientAndRemainder(dividingBy: total)
            let turn = options.startMicroseconds + whole * made + rest * made / total
            try drain(until: turn)
            begin(at: min(latest, turn + Int64(random.below(Int(scatter)))), room: options.packets - Int(made))
        }
        try drain(until: .max)
        truth.files = try series.finish()
        truth.packets = truth.files.reduce(0) { $0 + $1.packets }
        truth.messages = truth.queries + truth.responses
        truth.matched = truth.responses
        (truth.fragments, truth.fragmentedDatagrams) = (frames.fragments, frames.fragmentedDatagrams)
        return truth
    }

    /// What comes later begins at `limit` or after.
    private mutating func drain(until limit: Int64) throws(SimulateError) {
        while let packet = frames.queue.pop(until: limit) {
            try series.write(packet)
            frames.queue.release(packet.frame)
        }
    }

    private mutating func begin(at time: Int64, room: Int) {
        let client = clients.draw(&random)
        let flow = flow(client)
        if room < Self.largestConversation {
            if room == 1 { unanswered(flow, time) } else { plain(flow, time) }
        } else if random.chance(options.shares.other) {
            other(flow, time)
        } else if random.chance(options.shares.malformed) {
            malformed(flow, time)
        } else if random.chance(connectionShare) {
            connect(client, flow, time)
        } else {
            lookup(flow, time)
        }
    }

    private mutating func flow(_ client: Int) -> Flow {
        let isIPv6 = random.chance(options.shares.ipv6)
        let chosen = clients.clients[client]
        return Flow(
            client: isIPv6 ? chosen.ipv6 : chosen.ipv4, server: isIPv6 ? server6 : server4, clientPort: random.port(),
            clientHopLimit: chosen.hopLimit, roundTripMicroseconds: chosen.roundTripMicroseconds)
    }

    /// Whether something that takes `span` µs from `time` ends in time.
    func fits(_ time: Int64, _ span: Int64) -> Bool { time + span < options.endMicroseconds }

    /// µs between a query and its answer: mostly short.
    mutating func latency() -> Int64 {
        let draw = random.unit()
        return 50 + Int64(draw * draw * 1_950)
    }
}

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

extension TrafficGenerator {
    private static let (fin, syn, rst, push, ack): (UInt16, UInt16, UInt16, UInt16, UInt16) = (1, 2, 4, 8, 16)
    private static let mostQueries = 6
    /// The mean of what `queriesOfConnection` draws.
    private static let meanQueries = 0.7 + 0.3 * 4

    /// The share of conversations that are connections, so that the share of queries over TCP is as asked: half of the
    /// connections have one query, and a truncated one over UDP before.
    static func connectionShare(_ shares: DNSTrafficShares) -> Double {
        let queries = 0.5 + 0.5 * meanQueries
        let plain = 1 + shares.retransmission
        return min(1, shares.tcp * plain / (queries * (1 - shares.tcp) + shares.tcp * (plain - 0.5)))
    }

    /// A connection, half of the time because an answer was truncated.
    mutating func connect(_ client: Int, _ flow: Flow, _ time: Int64) {
        let isRetry = random.chance(0.5)
        let count = isRetry || random.chance(0.7) ? 1 : random.within(2...Self.mostQueries)
        guard fits(time, flow.roundTripMicroseconds * Int64(count + 5) + 5_000 * Int64(count + 1)) else {
            return plain(flow, time)
        }
        var conversation = Conversation(
            flow: flow, time: time, client: UInt32(truncatingIfNeeded: random.next()),
            server: UInt32(truncatingIfNeeded: random.next()))
        var lookup = ask(isRetry ? .truncated : .ordinary)
        if isRetry {
            messages.response(lookup, isTruncated: true, &response)
            frames.udp(flow, .fromClient, query, conversation.time)
            conversation.time += latency()
            frames.udp(flow, .fromServer, response, conversation.time)
            tally(lookup, flow, queries: 1, responses: 1)
            truth.truncated += 1
            conversation.time += flow.roundTripMicroseconds
        }
        var tcp = flow
        tcp.clientPort = clients.clients[client].takeTCPPort()
        conversation = Conversation(
            flow: tcp, time: conversation.time, client: conversation.client, server: conversation.server)
        open(&conversation)
        if count > 1, random.chance(0.5) {
            exchange(&conversation, count, &lookup)
        } else {
            for index in 0..<count {
                if index > 0 {
                    lookup = ask(.ordinary)
                    conversation.time += flow.roundTripMicroseconds
                }
                exchange(&conversation, 1, &lookup)
            }
        }
        close(&conversation)
        truth.tcpConversations += 1
    }

    private mutating func open(_ conversation: inout Conversation) {
        send(&conversation, .fromClient, Self.syn)
        conversation.time += Int64(random.within(10...60))
        send(&conversation, .fromServer, Self.syn | Self.ack)
        conversation.time += conversation.flow.roundTripMicroseconds
        send(&conversation, .fromClient, Self.ack)
        conversation.time += Int64(random.within(0...200))
    }

    /// So many queries one behind the other, then their answers; the first query is in `query` already.
    private mutating func exchange(_ conversation: inout Conversation, _ count: Int, _ lookup: inout Lookup) {
        requests.clear()
        replies.clear()
        for index in 0..<count {
            if index > 0 { lookup = ask(.ordinary) }
            messages.response(lookup, isTruncated: false, &response)
            requests.put16(UInt16(query.count))
            requests.put(query)
            replies.put16(UInt16(response.count))
            replies.put(response)
            tally(lookup, conversation.flow, queries: 1, responses: 1)
        }
        truth.tcpQueries += count
        stream(&conversation, .fromClient, UnsafeRawBufferPointer(start: requests.base, count: requests.count))
        conversation.time += latency()
        stream(&conversation, .fromServer, UnsafeRawBufferPointer(start: replies.base, count: replies.count))
    }

    /// Sends bytes in segments; now and then the first is short, so that a message or its length is torn apart.
    private mutating func stream(
        _ conversation: inout Conversation, _ direction: Direction, _ bytes: UnsafeRawBufferPointer
    ) {
        var rest = bytes[...]
        var most = random.chance(0.15) ? random.within(1...30) : FrameForge.maximumSegment(conversation.flow)
        while !rest.isEmpty {
            let piece = rest.prefix(most)
            rest = rest.dropFirst(piece.count)
            send(
                &conversation, direction, Self.ack | (rest.isEmpty ? Self.push : 0),
                UnsafeRawBufferPointer(rebasing: piece))
            if !rest.isEmpty { conversation.time += Int64(random.within(1...300)) }
            most = FrameForge.maximumSegment(conversation.flow)
        }
    }

    private mutating func close(_ conversation: inout Conversation) {
        conversation.time += conversation.flow.roundTripMicroseconds
        if random.chance(0.05) { return send(&conversation, .fromClient, Self.rst | Self.ack) }
        send(&conversation, .fromClient, Self.fin | Self.ack)
        conversation.time += Int64(random.within(10...60))
        send(&conversation, .fromServer, Self.fin | Self.ack)
        conversation.time += conversation.flow.roundTripMicroseconds
        send(&conversation, .fromClient, Self.ack)
    }

    private mutating func send(
        _ conversation: inout Conversation, _ direction: Direction, _ flags: UInt16,
        _ payload: UnsafeRawBufferPointer = .init(start: nil, count: 0)
    ) {
        let isClient = direction == .fromClient
        // SYN and FIN take a number (RFC 9293 3.4).
        let taken = UInt32(payload.count) + (flags & (Self.syn | Self.fin) == 0 ? 0 : 1)
        frames.tcp(
            conversation.flow, direction, flags: flags, sequence: isClient ? conversation.client : conversation.server,
            acknowledgement: flags & Self.ack == 0 ? 0 : isClient ? conversation.server : conversation.client, payload,
            conversation.time)
        if isClient { conversation.client &+= taken } else { conversation.server &+= taken }
    }
}

/// A TCP connection while it is made: where both sides are.
struct Conversation {
    let flow: Flow
    var time: Int64
    /// The next sequence number of each side.
    var client: UInt32
    var server: UInt32
}

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

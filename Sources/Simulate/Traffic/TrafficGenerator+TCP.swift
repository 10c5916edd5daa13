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

/// Takes the packets of captures, one after another, to rows: link, network and transport layer, DNS, join.
///
/// Everything that survives the end of a file lives here, so that conversations cross files.
final class PacketPipeline: StreamSink {
    let options: DecodeOptions
    let writer: RowWriter
    let icmpWriter: ICMPWriter
    let ports: PortSet
    let fragments: FragmentTable
    /// Beginnings of fragmented datagrams for which a query may soon have waited long enough.
    var beginnings = BeginningQueue()
    let streams: TCPStreams
    var joiner: Joiner
    var clock = CaptureClock()
    var faults = FaultCounters()
    var counters = PacketCounters()
    var messages: Int64 = 0
    var queries: Int64 = 0
    var responses: Int64 = 0
    /// Tunnels around the packet that is being taken.
    var tunnelDepth = 0
    /// What a closure of a lower layer could not throw.
    var failure: (any Error)?

    init(
        options: DecodeOptions, enrichment: (any Enrichment)?, suffixes: (any SuffixRules)?, sink: any BatchSink
    ) {
        self.options = options
        writer = RowWriter(options: options, enrichment: enrichment, suffixes: suffixes, sink: sink)
        icmpWriter = ICMPWriter(options: options, enrichment: enrichment, suffixes: suffixes, sink: sink)
        ports = PortSet(options.ports)
        let bounds = options.bounds
        fragments = FragmentTable(
            maximumAssemblies: bounds.datagrams, maximumBytes: bounds.fragmentBytes, ports: ports)
        streams = TCPStreams(
            ports: ports,
            connections: TCPConnectionTable(maximumConnections: bounds.connections, maximumBytes: bounds.streamBytes),
            disorderMicroseconds: options.disorderMicroseconds, disorderBytes: bounds.disorderBytes)
        joiner = Joiner(
            maximum: options.maximumWaiting, maximumBytes: bounds.waitingBytes,
            timeout: options.queryTimeoutMicroseconds, keepsTransfers: options.recordData != .none)
    }

    /// A packet that gives nothing because of a fault.
    @inline(__always)
    func reject(_ fault: PacketFault, _ count: Int64 = 1) {
        faults.add(fault, count)
        counters.reject(fault, count)
    }

    /// Another capture begins: what waits has no frame in it.
    func beginCapture() {
        joiner.table.forgetFrames()
        streams.connections.forgetFrames()
        fragments.forgetFrames()
    }

    /// One frame of a capture.
    @inline(__always)
    func take(_ frame: Bytes, linkType: Int32, wireLength: Int, time: Int64, number: Int64) throws {
        if clock.see(time) { try settleDoubt() }
        joiner.event = clock.event
        if streams.hasDue(clock) { try settleStreams() }
        if beginnings.hasDue(clock.now) { try settleBeginnings() }
        try joiner.expire(clock.now, writer)
        if streams.connections.isDue(clock.now) { try sweep() }
        guard let offset = LinkLayer.networkOffset(linkType, frame) else {
            if frame.count < wireLength && frame.count < LinkLayer.longestHeader { return reject(.link_truncated) }
            return counters.add(.other)
        }
        try network(frame.slice(offset), wireLength: wireLength - offset, time: time, number: number)
        if failure != nil { try rethrow() }
    }

    @inline(__always)
    func network(_ packet: Bytes, wireLength: Int, time: Int64, number: Int64) throws {
        switch IPHeader.parse(packet, wireLength: wireLength) {
        case .fault(let fault): reject(fault)
        case .packet(let header):
            let datagram = Datagram(
                time: time, frame: number, source: header.source, destination: header.destination, ttl: header.ttl,
                transport: header.transport, dontFragment: header.dontFragment, isTruncated: header.isTruncated,
                missing: max(0, header.length - Int32(header.payloadOffset + header.payloadLength)), fragments: 0,
                length: header.length)
            let payload = packet.slice(header.payloadOffset, header.payloadLength)
            if header.isFragment {
                fragment(header, datagram, payload)
            } else {
                try transport(datagram, payload)
            }
        }
    }

    @inline(__always)
    func transport(_ datagram: Datagram, _ payload: Bytes) throws {
        switch datagram.transport {
        case 17: try udp(datagram, payload)
        case 6: tcp(datagram, payload)
        case 1, 58:
            guard (datagram.transport == 1) == (datagram.source.version == 4) else { return counters.add(.other) }
            guard payload.has(0, 4) else { return reject(.icmp_malformed) }
            try icmpWriter.write(datagram, payload, ports: ports)
            counters.add(.icmp)
        case 4, 41, 47:
            guard !options.tunnels.isEmpty else { return counters.add(.other) }
            try tunnelled(datagram, payload)
        default: counters.add(.other)
        }
    }

    /// RFC 768: the UDP length cuts off what the link layer has padded.
    @inline(__always)
    private func udp(_ datagram: Datagram, _ payload: Bytes) throws {
        guard payload.has(0, 8) else { return reject(.udp_malformed) }
        let (source, destination) = (payload.u16(0), payload.u16(2))
        let isDNS = ports.contains(source) || ports.contains(destination)
        guard isDNS || !options.tunnels.isEmpty else { return counters.add(.other) }
        var declared = Int(payload.u16(4))
        if declared == 0 { declared = payload.count }
        guard declared >= 8 else { return isDNS ? reject(.udp_malformed) : counters.add(.other) }
        guard isDNS else {
            return try tunnelled(datagram, payload.slice(8, declared - 8), source: source, destination: destination)
        }
        if declared > payload.count && !datagram.isTruncated { faults.add(.udp_malformed) }
        if datagram.fragments == 0 { fragments.learn(datagram, payload, isFromServer: ports.contains(source)) }
        let body = payload.slice(8, declared - 8)
        if body.has(0, 12), body.u32(0) == 0x0D0A_0D0A {
            return try proxied(datagram, source, destination, body, declared)
        }
        guard body.has(0, 12) else { return reject(.dns_header_short) }
        counters.add(.datagram)
        try message(
            TransportMessage(
                datagram: datagram, source: source, destination: destination, bytes: body,
                declaredLength: declared - 8),
            isTruncated: datagram.isTruncated || declared > payload.count)
    }

    /// A message behind the header of a proxy; without one, it is what it is.
    private func proxied(
        _ datagram: Datagram, _ source: UInt16, _ destination: UInt16, _ body: Bytes, _ declared: Int
    ) throws {
        let header = ProxyHeader(body)
        let rest = body.slice(header?.length ?? 0)
        guard rest.has(0, 12) else { return reject(.dns_header_short) }
        counters.add(.datagram)
        let length = declared - 8 - (header?.length ?? 0)
        try message(
            TransportMessage(
                datagram: datagram, source: source, destination: destination, bytes: rest, declaredLength: length,
                proxied: header?.client),
            isTruncated: datagram.isTruncated || length > rest.count)
    }

    private func tcp(_ datagram: Datagram, _ payload: Bytes) {
        switch streams.take(datagram, payload, clock, self) {
        case .taken: counters.add(.segment)
        case .other: counters.add(.other)
        case .rejected(let fault): reject(fault)
        }
    }

    /// A message of a stream. After a failure nothing more is taken; it is thrown when the streams are done.
    func take(_ message: TransportMessage) {
        guard failure == nil else { return }
        do { try self.message(message, isTruncated: message.datagram.isTruncated) } catch { failure = error }
    }

    private func settleStreams() throws {
        streams.settleDue(clock, self)
        try rethrow()
    }

    private func settleDoubt() throws {
        joiner.event = clock.event
        if clock.wasBroken { try joiner.settleBrokenTimes(writer) }
        joiner.table.settleDoubt(clock.now)
        streams.connections.settleDoubt(clock.now)
        fragments.settleDoubt(clock.now)
    }

    private func sweep() throws {
        let expired = fragments.expire(clock.now, beginning)
        if expired > 0 { faults.add(.fragment_expired, Int64(expired)) }
        streams.sweep(clock, self)
        try rethrow()
    }

    /// What a closure of a lower layer could not throw.
    func rethrow() throws {
        guard let failure else { return }
        self.failure = nil
        throw failure
    }

    /// Nothing will come any more.
    func settleAll() throws {
        streams.endAll(self)
        let unfinished = fragments.expireAll(beginning)
        if unfinished > 0 { faults.add(.fragment_expired, Int64(unfinished)) }
        try rethrow()
        try joiner.settleAll(writer)
    }
}

extension PacketPipeline {
    /// One DNS message. The QR bit tells who asked; the ports decide only where the bit cannot be right.
    @inline(__always)
    func message(_ carried: TransportMessage, isTruncated: Bool) throws {
        guard let message = Message(carried.bytes) else { return faults.add(.dns_header_short) }
        messages += 1
        if message.isMalformed && !isTruncated { faults.add(.dns_malformed) }
        var isResponse = message.isResponse
        let (fromServer, toServer) = (ports.contains(carried.source), ports.contains(carried.destination))
        // A query has no answers, whatever the ports say; in DSO the server asks as well (RFC 8490 5.4).
        if isResponse && !fromServer && toServer && !message.isPlainlyResponse && message.opcode != 6 {
            isResponse = false
        }
        if !isResponse && !toServer && fromServer && message.opcode != 6 { isResponse = true }
        let observed = ObservedMessage(carried, message, isTruncated: isTruncated)
        if isResponse {
            responses += 1
            try joiner.response(TransactionKey(ofResponse: carried, id: message.id), observed, writer)
        } else {
            queries += 1
            try joiner.query(
                TransactionKey(ofQuery: carried, id: message.id), observed, roundTrip: carried.roundTrip,
                proxied: options.readsProxiedClients ? carried.proxied : nil, writer)
        }
    }

    /// Whether there is a message that waits for this one, of which there is perhaps only the beginning: a query for its
    /// response, or a response that was recorded before its query.
    func isAwaited(_ carried: TransportMessage) -> Bool {
        guard let message = Message(carried.bytes) else { return false }
        guard message.isResponse else {
            return joiner.hasResponse(
                to: ObservedMessage(carried, message, isTruncated: true),
                TransactionKey(ofQuery: carried, id: message.id))
        }
        return joiner.awaits(
            TransactionKey(ofResponse: carried, id: message.id),
            ObservedMessage(carried, message, isTruncated: true))
    }
}

extension PacketPipeline {
    /// Tunnels in tunnels are followed so far.
    static let deepestTunnel = 4

    /// IP, GRE and their like in IP. Behind reassembly, so that fragments of the tunnel are no matter.
    @inline(never)
    func tunnelled(_ datagram: Datagram, _ payload: Bytes) throws {
        try enter(TunnelHeader.ip(datagram.transport, payload, options.tunnels), datagram, payload)
    }

    /// A tunnel over UDP.
    @inline(never)
    func tunnelled(_ datagram: Datagram, _ payload: Bytes, source: UInt16, destination: UInt16) throws {
        try enter(
            TunnelHeader.udp(source: source, destination: destination, payload, options.tunnels), datagram, payload)
    }

    private func enter(_ content: TunnelHeader.Content, _ outer: Datagram, _ payload: Bytes) throws {
        switch content {
        case .other: counters.add(.other)
        case .broken: reject(outer.isTruncated ? .ip_truncated : .tunnel_malformed)
        case .packet(let offset):
            guard tunnelDepth < Self.deepestTunnel else { return reject(.tunnel_depth) }
            tunnelDepth += 1
            defer { tunnelDepth -= 1 }
            let packet = payload.slice(offset)
            try network(packet, wireLength: packet.count, time: outer.time, number: outer.frame)
        }
    }
}

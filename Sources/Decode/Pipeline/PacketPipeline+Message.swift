extension PacketPipeline {
    /// One DNS message. The QR bit tells who asked; the ports decide only where the bit cannot be right.
    @inline(__always)
    func message(
        _ datagram: Datagram, source: UInt16, destination: UInt16, _ bytes: Bytes, declaredLength: Int,
        isTruncated: Bool, roundTrip: Int64, proxied: ProxiedClient? = nil
    ) throws {
        guard let message = Message(bytes) else { return faults.add(.dns_header_short) }
        messages += 1
        if message.isMalformed && !isTruncated { faults.add(.dns_malformed) }
        var isResponse = message.isResponse
        let (fromServer, toServer) = (ports.contains(source), ports.contains(destination))
        // A query has no answers, whatever the ports say; in DSO the server asks as well (RFC 8490 5.4).
        if isResponse && !fromServer && toServer && !message.isPlainlyResponse && message.opcode != 6 {
            isResponse = false
        }
        if !isResponse && !toServer && fromServer && message.opcode != 6 { isResponse = true }
        let half = Half(
            time: datagram.time, frame: datagram.frame, ttl: datagram.ttl, dontFragment: datagram.dontFragment,
            isTruncated: isTruncated, fragments: datagram.fragments, length: Int32(truncatingIfNeeded: declaredLength),
            message: message, bytes: bytes)
        if isResponse {
            responses += 1
            try joiner.response(
                Conversation(
                    client: datagram.destination, server: datagram.source, clientPort: destination, serverPort: source,
                    transport: datagram.transport, id: message.id), half, writer)
        } else {
            queries += 1
            try joiner.query(
                Conversation(
                    client: datagram.source, server: datagram.destination, clientPort: source, serverPort: destination,
                    transport: datagram.transport, id: message.id), half, roundTrip: roundTrip,
                proxied: options.readsProxiedClients ? proxied : nil, writer)
        }
    }

    /// Whether there is a message that waits for this one, of which there is perhaps only the beginning: a query for its
    /// response, or a response that was recorded before its query.
    func isAwaited(_ datagram: Datagram, source: UInt16, destination: UInt16, _ bytes: Bytes) -> Bool {
        guard let message = Message(bytes) else { return false }
        let half = Half(
            time: datagram.time, frame: datagram.frame, ttl: datagram.ttl, dontFragment: datagram.dontFragment,
            isTruncated: true, fragments: datagram.fragments, length: Int32(truncatingIfNeeded: bytes.count),
            message: message, bytes: bytes)
        guard message.isResponse else {
            return joiner.hasResponse(
                to: half,
                Conversation(
                    client: datagram.source, server: datagram.destination, clientPort: source,
                    serverPort: destination, transport: datagram.transport, id: message.id))
        }
        return joiner.awaits(
            Conversation(
                client: datagram.destination, server: datagram.source, clientPort: destination, serverPort: source,
                transport: datagram.transport, id: message.id), half)
    }
}

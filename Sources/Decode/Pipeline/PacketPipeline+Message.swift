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

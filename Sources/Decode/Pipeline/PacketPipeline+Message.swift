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
        if isResponse && !fromServer && toServer && !message.isPlainlyResponse { isResponse = false }
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

    /// Whether a response, of which there is perhaps only the beginning, is one that a query waits for.
    func isAwaited(_ carried: TransportMessage) -> Bool {
        guard let message = Message(carried.bytes), message.isResponse else { return false }
        return joiner.awaits(
            TransactionKey(ofResponse: carried, id: message.id),
            ObservedMessage(carried, message, isTruncated: true))
    }
}

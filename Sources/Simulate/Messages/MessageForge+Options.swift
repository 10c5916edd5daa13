extension MessageForge {
    /// The OPT record (RFC 6891 6.1) with its options, if the client sends one.
    func options(_ lookup: Lookup, isResponse: Bool, _ message: inout WireBuffer) {
        guard lookup.ednsSize > 0 else { return }
        message.put8(0)
        message.put16(RecordType.opt.rawValue)
        message.put16(isResponse ? 1232 : lookup.ednsSize)
        message.put32(lookup.dnssecOK ? 0x8000 : 0)
        let length = message.count
        message.put16(0)
        if lookup.hasCookie {
            // Cookie (RFC 7873): the client's 8 bytes, and the server's 16 behind.
            message.put16(10)
            message.put16(isResponse ? 24 : 8)
            message.put64(lookup.cookie)
            if isResponse {
                message.put64(~lookup.cookie)
                message.put64(lookup.cookie &* 0x9E37_79B9_7F4A_7C15)
            }
        }
        if lookup.asksServerIdentifier {
            // NSID (RFC 5001): empty in a query.
            message.put16(3)
            if isResponse {
                message.put16(9)
                message.putCounted("ns1-ams1")
            } else {
                message.put16(0)
            }
        }
        if lookup.subnet > 0 {
            // Client subnet (RFC 7871): an IPv4 /24.
            message.put16(8)
            message.put16(7)
            message.put16(1)
            message.put8(24)
            message.put8(isResponse ? 24 : 0)
            message.put16(UInt16(truncatingIfNeeded: lookup.subnet >> 8))
            message.put8(UInt8(truncatingIfNeeded: lookup.subnet))
        }
        if isResponse && (lookup.outcome == .refused || lookup.outcome == .serverFailure) {
            // Extended error (RFC 8914): not authoritative, or network error.
            message.put16(15)
            message.put16(2)
            message.put16(lookup.outcome == .refused ? 20 : 23)
        }
        message.set16(UInt16(message.count - length - 2), at: length)
        message.set16(1 + message.get16(at: 10), at: 10)
    }
}

extension MessageForge {
    /// The server's answer. With `isTruncated` only the question and OPT, and the TC bit.
    func response(_ lookup: Lookup, isTruncated: Bool, _ message: inout WireBuffer) {
        var random = SeededRandom(seed: lookup.seed)
        let isAuthoritative = lookup.outcome == .answer || lookup.outcome == .noData || lookup.outcome == .nameError
        header(
            lookup.id,
            0x8000 | lookup.flags | lookup.outcome.rcode | (isAuthoritative ? 0x0400 : 0) | (isTruncated ? 0x0200 : 0),
            &message)
        message.put(question)
        if !isTruncated {
            switch lookup.outcome {
            case .answer: answer(lookup, &message, &random)
            case .referral: referral(lookup, &message, &random)
            case .noData, .nameError: denial(lookup, &message, &random)
            case .refused, .serverFailure: break
            }
        }
        options(lookup, isResponse: true, &message)
    }

    private func answer(_ lookup: Lookup, _ message: inout WireBuffer, _ random: inout SeededRandom) {
        let count = lookup.isLarge ? random.within(6...9) : lookup.type == .soa ? 1 : random.within(1...2)
        for index in 0..<count {
            record(.answer, 12, lookup.type, ttl: 3600, &message) { message in
                Self.data(lookup, index, &message, &random)
            }
        }
        for _ in 0..<(lookup.isLarge ? 2 : 1) where lookup.dnssecOK || lookup.isLarge && lookup.type == .dnskey {
            signature(.answer, 12, lookup.type, lookup, &message, &random)
        }
    }

    private func referral(_ lookup: Lookup, _ message: inout WireBuffer, _ random: inout SeededRandom) {
        let servers = random.within(2...4)
        let isInside = random.chance(0.4)
        var first = 0
        for index in 0..<servers {
            record(.authority, lookup.nameOffset, .ns, ttl: 172_800, &message) { message in
                if index == 0 { first = message.count }
                Self.host(index, &message)
                if isInside {
                    message.put16(0xC000 | lookup.nameOffset)
                } else {
                    message.putCounted(index % 2 == 0 ? "dns-host-one" : "dns-host-two")
                    message.put(Zone.served[0].wire)
                }
            }
        }
        if lookup.dnssecOK {
            if random.chance(0.6) {
                record(.authority, lookup.nameOffset, .ds, ttl: 3600, &message) { message in
                    Self.delegationSigner(&message, &random)
                }
                signature(.authority, lookup.nameOffset, .ds, lookup, &message, &random)
            } else {
                hashedDenial(lookup, &message, &random)
            }
        }
        guard isInside else { return }
        // Each name server record is 12 bytes and its data of 6: label of 3, and a pointer.
        for index in 0..<servers {
            let owner = UInt16(first + index * 18)
            record(.additional, owner, .a, ttl: 172_800, &message) {
                $0.put32(UInt32(random.within(0x1800_0000...0x5FFF_FFFF)))
            }
            record(.additional, owner, .aaaa, ttl: 172_800, &message) { message in
                message.put64(0x2001_0DB8_0000_0000 | random.next() >> 40)
                message.put64(UInt64(index + 1))
            }
        }
    }

    private func denial(_ lookup: Lookup, _ message: inout WireBuffer, _ random: inout SeededRandom) {
        record(.authority, lookup.zoneOffset, .soa, ttl: 900, &message) { Self.startOfAuthority(lookup, &$0) }
        guard lookup.dnssecOK else { return }
        signature(.authority, lookup.zoneOffset, .soa, lookup, &message, &random)
        for _ in 0..<(lookup.outcome == .nameError ? 2 : 1) { hashedDenial(lookup, &message, &random) }
    }

    private func hashedDenial(_ lookup: Lookup, _ message: inout WireBuffer, _ random: inout SeededRandom) {
        let owner = UInt16(message.count)
        message.put8(32)
        for _ in 0..<32 {
            let digit = UInt8(random.below(32))
            message.put8(digit < 10 ? 48 + digit : 87 + digit)
        }
        // The owner is written in full here, and pointed to by its signature.
        record(.authority, lookup.zoneOffset, .nsec3, ttl: 900, &message) { message in
            message.put32(0x0101_0000)
            message.put8(0)
            message.put8(20)
            message.putRandom(20, &random)
            message.put32(0x0006_2000)
            message.put32(0x0000_0012)
        }
        signature(.authority, owner, .nsec3, lookup, &message, &random)
    }
}

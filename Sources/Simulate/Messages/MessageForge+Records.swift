extension MessageForge {
    /// One record: a pointer to its owner's name, the fixed part, and what `data` writes.
    @inline(__always)
    func record(
        _ section: Section, _ owner: UInt16, _ type: RecordType, ttl: UInt32, _ message: inout WireBuffer,
        _ data: (inout WireBuffer) -> Void
    ) {
        message.put16(0xC000 | owner)
        message.put16(type.rawValue)
        message.put16(1)
        message.put32(ttl)
        let length = message.count
        message.put16(0)
        data(&message)
        message.set16(UInt16(message.count - length - 2), at: length)
        message.set16(1 + message.get16(at: section.rawValue), at: section.rawValue)
    }

    /// RRSIG (RFC 4034 3.1) by ECDSA, or by RSA in large answers.
    func signature(
        _ section: Section, _ owner: UInt16, _ covered: RecordType, _ lookup: Lookup, _ message: inout WireBuffer,
        _ random: inout SeededRandom
    ) {
        record(section, owner, .rrsig, ttl: 3600, &message) { message in
            message.put16(covered.rawValue)
            message.put8(lookup.isLarge ? 8 : 13)
            message.put8(lookup.zoneOfName.labels)
            message.put32(3600)
            message.put32(1_900_000_000)
            message.put32(1_600_000_000)
            message.put16(UInt16(truncatingIfNeeded: random.next()))
            message.put(lookup.zoneOfName.wire)
            message.putRandom(lookup.isLarge ? 256 : 64, &random)
        }
    }

    static func host(_ index: Int, _ message: inout WireBuffer) {
        switch index {
        case 0: message.putCounted("ns1")
        case 1: message.putCounted("ns2")
        case 2: message.putCounted("ns3")
        default: message.putCounted("ns4")
        }
    }

    static func startOfAuthority(_ lookup: Lookup, _ message: inout WireBuffer) {
        message.putCounted("ns1")
        message.put16(0xC000 | lookup.zoneOffset)
        message.putCounted("hostmaster")
        message.put16(0xC000 | lookup.zoneOffset)
        for value: UInt32 in [2_025_061_501, 1800, 900, 604_800, 900] { message.put32(value) }
    }

    static func delegationSigner(_ message: inout WireBuffer, _ random: inout SeededRandom) {
        message.put16(UInt16(truncatingIfNeeded: random.next()))
        message.put16(0x0D02)
        message.putRandom(32, &random)
    }

    /// The data of one record of an answer.
    static func data(
        _ lookup: Lookup, _ index: Int, _ message: inout WireBuffer, _ random: inout SeededRandom
    ) {
        switch lookup.type {
        case .a: message.put32(UInt32(random.within(0x1800_0000...0x5FFF_FFFF)))
        case .aaaa:
            message.put64(0x2001_0DB8_0000_0000 | random.next() >> 40)
            message.put64(random.next())
        case .ns:
            host(index, &message)
            message.put16(0xC000 | lookup.nameOffset)
        case .soa: startOfAuthority(lookup, &message)
        case .mx:
            message.put16(UInt16(10 * (index + 1)))
            host(index, &message)
            message.put16(0xC000 | lookup.nameOffset)
        case .ds: delegationSigner(&message, &random)
        case .dnskey:
            // Key-signing keys first; RSA with 2048 bits in large answers, else ECDSA.
            message.put16(index < 2 ? 257 : 256)
            message.put16(lookup.isLarge ? 0x0308 : 0x030D)
            if lookup.isLarge { message.put32(0x0301_0001) }
            message.putRandom(lookup.isLarge ? 256 : 64, &random)
        case .https:
            message.put16(1)
            message.put8(0)
            message.put16(1)
            message.put16(6)
            message.putCounted("h2")
            message.putCounted("h3")
            message.put16(4)
            message.put16(4)
            message.put32(UInt32(random.within(0x1800_0000...0x5FFF_FFFF)))
        case .txt:
            message.putCounted("v=spf1 include:_spf.example mx -all")
            for _ in 0..<(lookup.isLarge ? 200 : 0) / 25 {
                message.put8(24)
                for _ in 0..<24 { message.put8(UInt8(97 + random.below(26))) }
            }
        case .opt, .rrsig, .nsec3: preconditionFailure("never asked for")
        }
    }
}

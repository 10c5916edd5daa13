/// Makes DNS messages (RFC 1035 4.1).
struct MessageForge: ~Copyable {
    /// Name, type and class of the current lookup.
    private(set) var question = WireBuffer(capacity: 512)
    private let names: NamePool
    private let ednsShare: Double
    private let nxdomainShare: Double

    init(_ names: NamePool, shares: DNSTrafficShares) {
        self.names = names
        (ednsShare, nxdomainShare) = (shares.edns, shares.nxdomain)
    }

    /// A new question.
    mutating func lookup(_ size: LookupSize, _ random: inout SeededRandom) -> Lookup {
        var lookup = Lookup()
        lookup.id = UInt16(truncatingIfNeeded: random.next())
        (lookup.seed, lookup.cookie) = (random.next(), random.next())
        lookup.type = RecordType.asked(&random)
        lookup.isLarge = size != .ordinary
        if lookup.isLarge { lookup.type = random.chance(0.5) ? .dnskey : .txt }
        // Forwarders ask for recursion, which is not offered here; validators of their own set CD.
        lookup.flags = (random.chance(0.04) ? 0x0100 : 0) | (random.chance(0.1) ? 0x0010 : 0)
        edns(&lookup, size, &random)
        name(&lookup, &random)
        return lookup
    }

    func query(_ lookup: Lookup, _ message: inout WireBuffer) {
        header(lookup.id, lookup.flags, &message)
        message.put(question)
        options(lookup, isResponse: false, &message)
    }

    private func edns(_ lookup: inout Lookup, _ size: LookupSize, _ random: inout SeededRandom) {
        guard size == .fragmented || random.chance(ednsShare) else { return }
        switch random.below(100) {
        case ..<10: lookup.ednsSize = 512
        case ..<65: lookup.ednsSize = 1232
        default: lookup.ednsSize = 4096
        }
        if size == .fragmented { lookup.ednsSize = 4096 }
        if size == .truncated, lookup.ednsSize == 4096 { lookup.ednsSize = 1232 }
        // Signatures would not fit in 512 bytes.
        lookup.dnssecOK = lookup.ednsSize > 512 && random.chance(0.8)
        lookup.hasCookie = random.chance(0.3)
        lookup.asksServerIdentifier = random.chance(0.02)
        if random.chance(0.02) { lookup.subnet = UInt32(random.within(0x01_0000...0xDF_FFFF)) }
    }

    private mutating func name(_ lookup: inout Lookup, _ random: inout SeededRandom) {
        question.clear()
        let name = names.draw(&random)
        lookup.zone = names.zone(name)
        outcome(&lookup, &random)
        let atApex = lookup.type == .dnskey || lookup.type == .soa && random.chance(0.5)
        if lookup.outcome == .nameError {
            randomLabel(&random)
        } else if !atApex || lookup.outcome == .refused {
            if !lookup.isLarge { prefix(lookup.type, &random) }
            lookup.nameOffset = UInt16(12 + question.count)
            names.put(name, &question)
        } else {
            // The zone itself is asked for.
            if !lookup.isLarge && lookup.outcome != .serverFailure { lookup.outcome = .answer }
        }
        lookup.zoneOffset = UInt16(12 + question.count)
        if lookup.nameOffset > lookup.zoneOffset || lookup.outcome == .nameError {
            lookup.nameOffset = lookup.zoneOffset
        }
        question.put(lookup.zoneOfName.wire)
        // Some resolvers mix upper and lower case to be harder to deceive (draft-vixie-dnsext-dns0x20).
        if random.chance(0.15) { mixCase(random.next()) }
        question.put16(lookup.type.rawValue)
        question.put16(1)
    }

    private func outcome(_ lookup: inout Lookup, _ random: inout SeededRandom) {
        if lookup.isLarge {
            lookup.outcome = .answer
        } else if random.chance(nxdomainShare) {
            lookup.outcome = .nameError
        } else {
            switch random.below(1000) {
            case ..<10: (lookup.outcome, lookup.zone) = (.refused, -1)
            case ..<15: lookup.outcome = .serverFailure
            default:
                // A delegation's DS is the parent's to answer (RFC 4035 3.1.4.1).
                let isHere = lookup.type == .ds || !lookup.zoneOfName.delegates
                lookup.outcome = isHere ? (random.chance(0.8) ? .answer : .noData) : .referral
            }
        }
    }

    private mutating func prefix(_ type: RecordType, _ random: inout SeededRandom) {
        let draw = random.below(100)
        if type == .txt, draw < 40 { return question.putCounted("_dmarc") }
        switch draw {
        case ..<25: question.putCounted("www")
        case ..<30: question.putCounted("mail")
        case ..<33: question.putCounted("ns1")
        case ..<36: question.putCounted("api")
        default: break
        }
    }

    private mutating func randomLabel(_ random: inout SeededRandom) {
        let length = random.within(6...20)
        question.put8(UInt8(length))
        for _ in 0..<length { question.put8(UInt8(97 + random.below(26))) }
    }

    private mutating func mixCase(_ bits: UInt64) {
        for at in 0..<question.count where (bits >> UInt64(at & 63)) & 1 == 1 {
            let byte = question.base.load(fromByteOffset: at, as: UInt8.self)
            // Lengths are below 64: only letters are in this range.
            if byte >= 97 && byte <= 122 { question.base.put8(byte - 32, at: at) }
        }
    }

    func header(_ id: UInt16, _ flags: UInt16, _ message: inout WireBuffer) {
        message.clear()
        message.put16(id)
        message.put16(flags)
        message.put16(1)
        for _ in 0..<3 { message.put16(0) }
    }
}

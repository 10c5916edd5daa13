/// Tells by structure alone whether bytes can be a DNS message (RFC 1035 4.1): the header, then every record of every
/// section to its end, with nothing left over. What is between messages of a stream does not look like that by chance.
struct MessageWalk {
    enum Outcome { case whole, unfinished, impossible }

    /// What the direction lets one expect in the QR bit; `nil`: either.
    let isResponse: Bool?
    /// Labels and records that may still be looked at, so that nobody can make a search take long.
    private var steps: Int

    init(isResponse: Bool?, steps: Int) {
        self.isResponse = isResponse
        self.steps = steps
    }

    var isExhausted: Bool { steps <= 0 }

    /// - Parameters:
    ///   - bytes: what there is of the message, at most its length.
    ///   - length: what its prefix says (RFC 1035 4.2.2).
    mutating func outcome(_ bytes: Bytes, length: Int) -> Outcome {
        guard length >= 12 else { return .impossible }
        guard bytes.has(0, 12) else { return .unfinished }
        guard isHeader(bytes, at: 0) else { return .impossible }
        let questions = Int(bytes.u16(4))
        let records = Int(bytes.u16(6)) + Int(bytes.u16(8)) + Int(bytes.u16(10))
        guard 12 + questions * 5 + records * 11 <= length else { return .impossible }
        var at = 12
        for _ in 0..<questions {
            switch name(bytes, &at, length) {
            case .whole: break
            case let other: return other
            }
            guard at + 4 <= length else { return .impossible }
            guard bytes.has(at, 4) else { return .unfinished }
            guard bytes.u16(at) != 0, Self.isClass(bytes.u16(at + 2)) else { return .impossible }
            at += 4
        }
        for _ in 0..<records {
            let start = at
            switch name(bytes, &at, length) {
            case .whole: break
            case let other: return other
            }
            guard at + 10 <= length else { return .impossible }
            guard bytes.has(at, 10) else { return .unfinished }
            let (type, size) = (bytes.u16(at), Int(bytes.u16(at + 8)))
            switch type {
            case 0: return .impossible
            // RFC 6891 6.1.1: the class is a size, the name is the root.
            case 41: guard at == start + 1 else { return .impossible }
            case 1 where bytes.u16(at + 2) == 1: guard size == 4 || size == 0 else { return .impossible }
            case 28: guard size == 16 || size == 0 else { return .impossible }
            default: break
            }
            guard type == 41 || Self.isClass(bytes.u16(at + 2)) else { return .impossible }
            at += 10 + size
            guard at <= length else { return .impossible }
        }
        guard at == length else { return .impossible }
        return bytes.count == length ? .whole : .unfinished
    }

    /// What costs least, for the search at every place. Precondition: `bytes.has(at, 12)`.
    @inline(__always)
    func isHeader(_ bytes: Bytes, at: Int) -> Bool {
        let (flags, questions) = (bytes.u16(at + 2), bytes.u16(at + 4))
        guard questions <= 1, flags & 0x40 == 0 else { return false }
        let opcode = flags >> 11 & 15
        guard opcode <= 6, opcode != 3 else { return false }
        return isResponse.map { $0 == (flags & 0x8000 != 0) } ?? true
    }

    private static func isClass(_ value: UInt16) -> Bool {
        value == 1 || value == 3 || value == 4 || value >= 254 && value <= 255
    }

    /// Goes behind a name; pointers lead backwards.
    private mutating func name(_ bytes: Bytes, _ at: inout Int, _ length: Int) -> Outcome {
        let start = at
        while true {
            steps -= 1
            guard steps > 0, at < length, at - start < 255 else { return .impossible }
            guard bytes.has(at, 1) else { return .unfinished }
            let size = Int(bytes.u8(at))
            if size == 0 {
                at += 1
                return .whole
            }
            if size >= 0xC0 {
                guard at + 2 <= length else { return .impossible }
                guard bytes.has(at, 2) else { return .unfinished }
                let target = Int(bytes.u16(at)) & 0x3FFF
                guard target >= 12, target < at else { return .impossible }
                at += 2
                return .whole
            }
            guard size < 64 else { return .impossible }
            at += 1 + size
        }
    }
}

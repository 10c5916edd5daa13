/// What was recorded out of order, or with times that are wrong.
extension Joiner {
    /// By how much the clocks of two interfaces of a capture may differ.
    private static let skewMicroseconds: Int64 = 1_000_000

    enum Order {
        /// The answer is later than the query, and not later than the time-out.
        case inTime
        /// By a little, the answer is the earlier one: clocks differ.
        case skewed
        /// They have nothing to do with each other.
        case apart
    }

    /// What the packets themselves say: while the capture's clock is in doubt, nothing else tells.
    @inline(__always)
    func order(_ query: Half, _ response: Half) -> Order {
        let age = response.time - query.time
        if age < 0 { return age >= -Self.skewMicroseconds ? .skewed : .apart }
        return age <= timeout ? .inTime : .apart
    }

    /// The clock was in doubt, and nothing was in it: a time stamp was broken. What came then with such a time is an answer
    /// if it looks like one.
    mutating func settleBrokenTimes(_ writer: RowWriter) throws {
        var found: [Int32] = []
        table.forEachInDoubt { index, entry in if entry.state == .early { found.append(index) } }
        for index in found.reversed() {
            let entry = table.entries + Int(index)
            // An answer before it may have driven it out.
            guard entry.pointee.state == .early else { continue }
            var at = table.chain(entry.pointee.hash)
            while at >= 0 {
                let other = table.entries + Int(at)
                if other.pointee.state == .waiting, other.pointee.hash == entry.pointee.hash,
                    other.pointee.conversation == entry.pointee.conversation, Self.fits(other, entry.pointee.response)
                {
                    try answer(at, entry.pointee.response, writer)
                    table.remove(index)
                    break
                }
                at = other.pointee.chained
            }
        }
    }

    /// Whether a query waits for a response.
    func awaits(_ conversation: Conversation, _ half: Half) -> Bool {
        let hash = table.hash(conversation)
        var at = table.chain(hash)
        while at >= 0 {
            let entry = table.entries + Int(at)
            if entry.pointee.state == .waiting, entry.pointee.hash == hash,
                entry.pointee.conversation == conversation, Self.fits(entry, half)
            {
                return true
            }
            at = entry.pointee.chained
        }
        return false
    }

    /// A query whose answer has been recorded before it. Their times say which was first.
    mutating func meet(
        _ conversation: Conversation, _ hash: UInt64, _ half: Half, _ roundTrip: Int64, _ proxied: ProxiedClient?,
        _ writer: RowWriter
    ) throws -> Bool {
        var (at, found) = (table.chain(hash), Int32(-1))
        while at >= 0 {
            let entry = table.entries + Int(at)
            if entry.pointee.hash == hash, entry.pointee.conversation == conversation, !entry.pointee.hasQuery,
                order(half, entry.pointee.response) == .inTime, Self.fits(entry, half)
            {
                found = at
            }
            at = entry.pointee.chained
        }
        guard found >= 0 else { return false }
        let isTransfer = table.entries[Int(found)].state == .transfer
        table.meet(found, half, roundTrip: roundTrip)
        let entry = table.entries + Int(found)
        entry.pointee.proxied = proxied
        if isTransfer {
            entry.pointee.state = .transfer
        } else {
            try writer.write(
                .matched, entry.pointee.shown, query: entry.pointee.query, response: entry.pointee.response,
                roundTrip: roundTrip, responses: 1, responseBytes: Int64(entry.pointee.response.length))
            table.dropResponse(found)
            table.answered(found)
        }
        table.touch(found, time: event)
        try trim(besides: found, writer)
        return true
    }

    /// Whether the query of a response that came before it has had another answer meanwhile.
    func wasAnswered(_ index: Int32) -> Bool {
        let entry = table.entries[Int(index)]
        var at = table.chain(entry.hash)
        while at >= 0 {
            let other = table.entries + Int(at)
            if other.pointee.state == .answered, other.pointee.hash == entry.hash,
                other.pointee.conversation == entry.conversation, Self.fits(other, entry.response)
            {
                return true
            }
            at = other.pointee.chained
        }
        return false
    }
}

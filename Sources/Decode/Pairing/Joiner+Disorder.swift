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
    func order(_ query: ObservedMessage, _ response: ObservedMessage) -> Order {
        let age = response.time - query.time
        if age < 0 { return age >= -Self.skewMicroseconds ? .skewed : .apart }
        return age <= timeout ? .inTime : .apart
    }

    /// The clock was in doubt, and nothing was in it: a time stamp was broken. What came then with such a time is an answer
    /// if it looks like one.
    mutating func settleBrokenTimes(_ sink: some ExchangeSink) throws {
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
                    other.pointee.transaction == entry.pointee.transaction, Self.fits(other, entry.pointee.response)
                {
                    try answer(at, entry.pointee.response, sink)
                    table.remove(index)
                    break
                }
                at = other.pointee.chained
            }
        }
    }

    /// Whether a query waits for a response.
    func awaits(_ transaction: TransactionKey, _ observed: ObservedMessage) -> Bool {
        let hash = table.hash(transaction)
        var at = table.chain(hash)
        while at >= 0 {
            let entry = table.entries + Int(at)
            if entry.pointee.state == .waiting, entry.pointee.hash == hash,
                entry.pointee.transaction == transaction, Self.fits(entry, observed)
            {
                return true
            }
            at = entry.pointee.chained
        }
        return false
    }

    /// A query whose answer has been recorded before it. Their times say which was first.
    mutating func meet(
        _ transaction: TransactionKey, _ hash: UInt64, _ observed: ObservedMessage, _ roundTrip: Int64,
        _ proxied: ProxiedClient?,
        _ sink: some ExchangeSink
    ) throws -> Bool {
        var (at, found) = (table.chain(hash), Int32(-1))
        while at >= 0 {
            let entry = table.entries + Int(at)
            if entry.pointee.hash == hash, entry.pointee.transaction == transaction, !entry.pointee.hasQuery,
                order(observed, entry.pointee.response) == .inTime, Self.fits(entry, observed)
            {
                found = at
            }
            at = entry.pointee.chained
        }
        guard found >= 0 else { return false }
        let isTransfer = table.entries[Int(found)].state == .transfer
        table.meet(found, observed, roundTrip: roundTrip)
        let entry = table.entries + Int(found)
        entry.pointee.proxied = proxied
        if isTransfer {
            entry.pointee.state = .transfer
        } else {
            try sink.write(
                Exchange(
                    kind: .matched, transaction: entry.pointee.shown, query: entry.pointee.query,
                    response: entry.pointee.response, roundTrip: roundTrip, responses: 1,
                    responseBytes: Int64(entry.pointee.response.length)))
            table.dropResponse(found)
            table.answered(found)
        }
        table.touch(found, time: event)
        try trim(besides: found, sink)
        return true
    }

    /// Whether the query of a response that came before it has had another answer meanwhile.
    func wasAnswered(_ index: Int32) -> Bool {
        let entry = table.entries[Int(index)]
        var at = table.chain(entry.hash)
        while at >= 0 {
            let other = table.entries + Int(at)
            if other.pointee.state == .answered, other.pointee.hash == entry.hash,
                other.pointee.transaction == entry.transaction, Self.fits(other, entry.response)
            {
                return true
            }
            at = other.pointee.chained
        }
        return false
    }
}

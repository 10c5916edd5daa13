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
            let at = waiting(for: entry.pointee.response, entry.pointee.transaction, entry.pointee.hash)
            guard at >= 0 else { continue }
            try answer(at, entry.pointee.response, sink)
            table.remove(index)
        }
    }

    /// Whether a query waits for a response.
    mutating func awaits(_ transaction: TransactionKey, _ observed: ObservedMessage) -> Bool {
        waiting(for: observed, transaction, table.hash(transaction, observed)) >= 0
    }

    /// The query that waits for a response; −1: there is none.
    private mutating func waiting(for observed: ObservedMessage, _ transaction: TransactionKey, _ hash: UInt64) -> Int32
    {
        var candidates = Candidates(transaction, observed, hash, &table)
        while true {
            let at = candidates.next(table)
            if at < 0 { return -1 }
            let entry = table.entries + Int(at)
            if entry.pointee.state == .waiting, Self.fits(entry, observed) { return at }
        }
    }

    /// Whether the answer to a query has been recorded before it.
    mutating func hasResponse(to observed: ObservedMessage, _ transaction: TransactionKey) -> Bool {
        table.early > 0 && earliestResponse(to: observed, transaction, table.hash(transaction, observed)) >= 0
    }

    /// −1: there is none.
    private mutating func earliestResponse(to observed: ObservedMessage, _ transaction: TransactionKey, _ hash: UInt64)
        -> Int32
    {
        var candidates = Candidates(transaction, observed, hash, &table)
        var found: Int32 = -1
        while true {
            let at = candidates.next(table)
            if at < 0 { return found }
            let entry = table.entries + Int(at)
            if !entry.pointee.hasQuery, order(observed, entry.pointee.response) == .inTime, Self.fits(entry, observed) {
                if found < 0 || entry.pointee.order < table.entries[Int(found)].order { found = at }
            }
        }
    }

    /// A query whose answer has been recorded before it. Their times say which was first.
    mutating func meet(
        _ transaction: TransactionKey, _ hash: UInt64, _ observed: ObservedMessage, _ roundTrip: Int64,
        _ proxied: ProxiedClient?,
        _ sink: some ExchangeSink
    ) throws -> Bool {
        let found = earliestResponse(to: observed, transaction, hash)
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
    mutating func wasAnswered(_ index: Int32) -> Bool {
        let entry = table.entries[Int(index)]
        var candidates = Candidates(entry.transaction, entry.response, entry.hash, &table)
        while true {
            let at = candidates.next(table)
            if at < 0 { return false }
            let other = table.entries + Int(at)
            if other.pointee.state == .answered, Self.fits(other, entry.response) { return true }
        }
    }
}

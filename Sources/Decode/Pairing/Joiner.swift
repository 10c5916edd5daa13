/// Pairs queries with responses on the capture's clock, and hands rows to the writer.
///
/// Queries of one transaction and question wait in arrival order; an answer takes the latest. What is left at the
/// time-out is `retransmitted` if a later identical query was answered, else `unanswered`. An answer with nothing waiting
/// is a `duplicate_response` within the time-out of an answered one, else `response_only`.
struct Joiner: ~Copyable {
    var table: PendingTable
    let timeout: Int64
    /// When what comes now happens, on the capture's clock.
    var event: Int64 = 0
    private(set) var droppedWaiting: Int64 = 0

    /// Whether the records of all messages of a transfer are wanted.
    private let keepsTransfers: Bool
    /// A transfer may pause for as long as its connection may be idle.
    private static let transferIdle = TCPConnectionTable.idleMicroseconds

    init(maximum: Int, maximumBytes: Int, timeout: Int64, keepsTransfers: Bool) {
        self.keepsTransfers = keepsTransfers
        table = PendingTable(maximum: maximum, maximumBytes: maximumBytes)
        self.timeout = timeout
    }

    @inline(__always)
    mutating func query(
        _ transaction: TransactionKey, _ observed: ObservedMessage, roundTrip: Int64, proxied: ProxiedClient?,
        _ sink: some ExchangeSink
    ) throws {
        let hash = table.hash(transaction, observed)
        if table.early > 0, try meet(transaction, hash, observed, roundTrip, proxied, sink) { return }
        try makeRoom(transaction, observed, hash, sink)
        let index = table.add(
            Pending(
                state: .waiting, key: Self.key(of: observed), transaction: transaction, hash: hash, eventTime: event,
                isDoubtful: event == CaptureClock.inDoubt, hasQuery: true, query: observed,
                roundTrip: roundTrip, proxied: proxied, response: observed))
        table.keepQuery(index, observed.bytes)
    }

    @inline(__always)
    mutating func response(_ transaction: TransactionKey, _ observed: ObservedMessage, _ sink: some ExchangeSink) throws
    {
        let hash = table.hash(transaction, observed)
        var candidates = Candidates(transaction, observed, hash, &table)
        var answered = false
        var later: Int32 = -1
        while true {
            let at = candidates.next(table)
            if at < 0 { break }
            let entry = table.entries + Int(at)
            guard Self.fits(entry, observed) else { continue }
            switch entry.pointee.state {
            case .waiting:
                switch entry.pointee.isDoubtful ? .inTime : order(entry.pointee.query, observed) {
                case .inTime:
                    try answer(at, observed, sink)
                    return
                case .skewed where later < 0: later = at
                case .skewed, .apart: break
                }
            case .transfer:
                entry.pointee.responses += 1
                entry.pointee.responseBytes += Int64(observed.length)
                entry.pointee.activeAt = event
                if keepsTransfers { table.keepMore(at, observed.bytes) }
                table.touch(at, time: event)
                return
            case .answered: answered = true
            case .early, .free: break
            }
        }
        if !answered {
            if later >= 0 { return try answer(later, observed, sink) }
            if isTransfer(transaction, observed) {
                try makeRoom(transaction, observed, hash, sink)
                begin(transaction, hash, observed, as: .transfer)
                return
            }
        }
        // Its query, or another one of the same question, may have been recorded after it. It drives no query out.
        if table.hasRoomForEarly, crowded(transaction, observed, hash) < 0 {
            begin(transaction, hash, observed, as: .early, isRepetition: answered)
            return
        }
        try sink.write(
            Exchange(
                kind: answered ? .duplicateResponse : .responseOnly, transaction: transaction, response: observed,
                responses: 1, responseBytes: Int64(observed.length)))
    }

    mutating func answer(_ index: Int32, _ observed: ObservedMessage, _ sink: some ExchangeSink) throws {
        let entry = table.entries + Int(index)
        if isTransfer(entry.pointee.transaction, entry.pointee.query) {
            entry.pointee.state = .transfer
            entry.pointee.activeAt = event
            let held = entry.pointee.response.bytes
            entry.pointee.response = observed
            entry.pointee.response.bytes = held
            table.keepResponse(index, observed.bytes)
            entry.pointee.responses = 1
            entry.pointee.responseBytes = Int64(observed.length)
        } else {
            try sink.write(
                Exchange(
                    kind: .matched, transaction: entry.pointee.shown, query: entry.pointee.query, response: observed,
                    roundTrip: entry.pointee.roundTrip, responses: 1, responseBytes: Int64(observed.length)))
            table.answered(index)
        }
        table.touch(index, time: event)
        try trim(besides: index, sink)
    }

    /// An entry has grown: others go until all of them are within the bound again.
    mutating func trim(besides index: Int32, _ sink: some ExchangeSink) throws {
        while table.bytes > table.maximumBytes, table.oldest != index { try drop(table.oldest, sink) }
    }

    /// AXFR and IXFR over TCP are answered by many messages (RFC 5936 2.2): one row when the stream falls silent.
    @inline(__always)
    private func isTransfer(_ transaction: TransactionKey, _ observed: ObservedMessage) -> Bool {
        transaction.transport == 6 && observed.message.hasQuestion
            && (observed.message.queryType == 252 || observed.message.queryType == 251)
    }

    /// Bounded: the oldest goes out, of all and of those with the same transaction and question.
    @inline(__always)
    private mutating func makeRoom(
        _ transaction: TransactionKey, _ observed: ObservedMessage, _ hash: UInt64, _ sink: some ExchangeSink
    ) throws {
        while table.isFull { try drop(table.oldest, sink) }
        let crowded = crowded(transaction, observed, hash)
        if crowded >= 0 { try drop(crowded, sink) }
    }

    /// What must go before another entry of a message may come; −1: nothing must.
    @inline(__always)
    private mutating func crowded(_ transaction: TransactionKey, _ observed: ObservedMessage, _ hash: UInt64) -> Int32 {
        let isRestored = table.digested > 0 && observed.message.hasQuestion
        return table.crowded(hash, restored: isRestored ? table.hash(transaction, QuestionDigest(observed)) : nil)
    }

    private mutating func drop(_ index: Int32, _ sink: some ExchangeSink) throws {
        if table.entries[Int(index)].state == .waiting { droppedWaiting += 1 }
        try settle(index, sink)
    }

    private mutating func begin(
        _ transaction: TransactionKey, _ hash: UInt64, _ observed: ObservedMessage, as state: Pending.State,
        isRepetition: Bool = false
    ) {
        var entry = Pending(transaction: transaction, hash: hash, eventTime: event, query: observed, response: observed)
        entry.state = state
        entry.key = Self.key(of: observed)
        entry.isRepetition = isRepetition
        entry.activeAt = event
        entry.isDoubtful = event == CaptureClock.inDoubt
        entry.responses = 1
        entry.responseBytes = Int64(observed.length)
        let index = table.add(entry)
        table.keepResponse(index, observed.bytes)
    }

    /// Settles what has waited for longer than the time-out.
    @inline(__always)
    mutating func expire(_ clock: Int64, _ sink: some ExchangeSink) throws {
        while table.oldest >= 0 {
            let time = table.entries[Int(table.oldest)].eventTime
            if time == CaptureClock.inDoubt { return }
            let age = clock - time
            // An hour ahead of the clock: it has been put back, and this must not hold up those behind it.
            guard age > timeout || age < -3_600_000_000 else { return }
            let entry = table.entries + Int(table.oldest)
            // Not when there is little room: nobody drives queries out with transfers that never go on.
            if entry.pointee.state == .transfer, table.count < table.maximum / 2, table.bytes < table.maximumBytes / 2 {
                let idle = clock - entry.pointee.activeAt
                if entry.pointee.activeAt != CaptureClock.inDoubt, idle > -3_600_000_000, idle <= Self.transferIdle {
                    table.touch(table.oldest, time: event)
                    continue
                }
            }
            try settle(table.oldest, sink)
        }
    }

    /// Settles everything: nothing will come any more.
    mutating func settleAll(_ sink: some ExchangeSink) throws {
        while table.oldest >= 0 { try settle(table.oldest, sink) }
    }

    private mutating func settle(_ index: Int32, _ sink: some ExchangeSink) throws {
        let entry = table.entries + Int(index)
        switch entry.pointee.state {
        case .waiting:
            let kind: RowKind = wasAskedAgainAndAnswered(index) ? .retransmitted : .unanswered
            try sink.write(
                Exchange(
                    kind: kind, transaction: entry.pointee.shown, query: entry.pointee.query,
                    roundTrip: entry.pointee.roundTrip))
        case .transfer:
            try sink.write(
                Exchange(
                    kind: entry.pointee.hasQuery ? .matched : .responseOnly, transaction: entry.pointee.shown,
                    query: entry.pointee.hasQuery ? entry.pointee.query : nil, response: entry.pointee.response,
                    roundTrip: entry.pointee.roundTrip, responses: entry.pointee.responses,
                    responseBytes: entry.pointee.responseBytes, more: entry.pointee.more,
                    lacksMessages: entry.pointee.lacksMessages))
        case .early:
            try sink.write(
                Exchange(
                    kind: entry.pointee.isRepetition || wasAnswered(index) ? .duplicateResponse : .responseOnly,
                    transaction: entry.pointee.transaction, response: entry.pointee.response, responses: 1,
                    responseBytes: entry.pointee.responseBytes))
        case .answered, .free: break
        }
        table.remove(index)
    }

    private mutating func wasAskedAgainAndAnswered(_ index: Int32) -> Bool {
        let entry = table.entries[Int(index)]
        guard entry.query.message.hasQuestion else { return false }
        var candidates = Candidates(entry.transaction, entry.query, entry.hash, &table)
        while true {
            let at = candidates.next(table)
            if at < 0 { return false }
            let other = table.entries + Int(at)
            if other.pointee.state == .answered, other.pointee.order > entry.order, other.pointee.hasQuery,
                isSoon(other.pointee.query, after: entry.query),
                other.pointee.isDigested
                    ? Self.isDigest(other, of: entry.query) : Self.sameQuestion(other.pointee.query, entry.query)
            {
                return true
            }
        }
    }

    @inline(__always)
    private static func key(of observed: ObservedMessage) -> Pending.Key {
        observed.message.hasQuestion ? .question : .transaction
    }

    /// Whether a query can be the repetition of another one; of some, the state does not keep the time.
    private func isSoon(_ later: ObservedMessage, after earlier: ObservedMessage) -> Bool {
        later.time == 0 || later.time - earlier.time <= timeout
    }
}

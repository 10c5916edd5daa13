/// Pairs queries with responses on the capture's clock, and hands rows to the writer.
///
/// Queries of one conversation and question wait in arrival order; an answer takes the latest. What is left at the
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
        _ conversation: Conversation, _ half: Half, roundTrip: Int64, proxied: ProxiedClient?, _ writer: RowWriter
    ) throws {
        let hash = table.hash(conversation, half)
        if table.early > 0, try meet(conversation, hash, half, roundTrip, proxied, writer) { return }
        try makeRoom(conversation, half, hash, writer)
        let index = table.add(
            Pending(
                state: .waiting, key: Self.key(of: half), conversation: conversation, hash: hash, eventTime: event,
                isDoubtful: event == CaptureClock.inDoubt, hasQuery: true, query: half,
                roundTrip: roundTrip, proxied: proxied, response: half))
        table.keepQuery(index, half.bytes)
    }

    @inline(__always)
    mutating func response(_ conversation: Conversation, _ half: Half, _ writer: RowWriter) throws {
        let hash = table.hash(conversation, half)
        var candidates = Candidates(conversation, half, hash, &table)
        var answered = false
        var later: Int32 = -1
        while true {
            let at = candidates.next(table)
            if at < 0 { break }
            let entry = table.entries + Int(at)
            guard Self.fits(entry, half) else { continue }
            switch entry.pointee.state {
            case .waiting:
                switch entry.pointee.isDoubtful ? .inTime : order(entry.pointee.query, half) {
                case .inTime:
                    try answer(at, half, writer)
                    return
                case .skewed where later < 0: later = at
                case .skewed, .apart: break
                }
            case .transfer:
                entry.pointee.responses += 1
                entry.pointee.responseBytes += Int64(half.length)
                entry.pointee.activeAt = event
                if keepsTransfers { table.keepMore(at, half.bytes) }
                table.touch(at, time: event)
                return
            case .answered: answered = true
            case .early, .free: break
            }
        }
        if !answered {
            if later >= 0 { return try answer(later, half, writer) }
            if isTransfer(conversation, half) {
                try makeRoom(conversation, half, hash, writer)
                begin(conversation, hash, half, as: .transfer)
                return
            }
        }
        // Its query, or another one of the same question, may have been recorded after it. It drives no query out.
        if table.hasRoomForEarly, crowded(conversation, half, hash) < 0 {
            begin(conversation, hash, half, as: .early, isRepetition: answered)
            return
        }
        try writer.write(
            answered ? .duplicate_response : .response_only, conversation, query: nil, response: half, roundTrip: -1,
            responses: 1,
            responseBytes: Int64(half.length))
    }

    mutating func answer(_ index: Int32, _ half: Half, _ writer: RowWriter) throws {
        let entry = table.entries + Int(index)
        if isTransfer(entry.pointee.conversation, entry.pointee.query) {
            entry.pointee.state = .transfer
            entry.pointee.activeAt = event
            let held = entry.pointee.response.bytes
            entry.pointee.response = half
            entry.pointee.response.bytes = held
            table.keepResponse(index, half.bytes)
            entry.pointee.responses = 1
            entry.pointee.responseBytes = Int64(half.length)
        } else {
            try writer.write(
                .matched, entry.pointee.shown, query: entry.pointee.query, response: half,
                roundTrip: entry.pointee.roundTrip,
                responses: 1, responseBytes: Int64(half.length))
            table.answered(index)
        }
        table.touch(index, time: event)
        try trim(besides: index, writer)
    }

    /// An entry has grown: others go until all of them are within the bound again.
    mutating func trim(besides index: Int32, _ writer: RowWriter) throws {
        while table.bytes > table.maximumBytes, table.oldest != index { try drop(table.oldest, writer) }
    }

    /// AXFR and IXFR over TCP are answered by many messages (RFC 5936 2.2): one row when the stream falls silent.
    @inline(__always)
    private func isTransfer(_ conversation: Conversation, _ half: Half) -> Bool {
        conversation.transport == 6 && half.message.hasQuestion
            && (half.message.queryType == 252 || half.message.queryType == 251)
    }

    /// Bounded: the oldest goes out, of all and of those with the same conversation and question.
    @inline(__always)
    private mutating func makeRoom(
        _ conversation: Conversation, _ half: Half, _ hash: UInt64, _ writer: RowWriter
    ) throws {
        while table.isFull { try drop(table.oldest, writer) }
        let crowded = crowded(conversation, half, hash)
        if crowded >= 0 { try drop(crowded, writer) }
    }

    /// What must go before another entry of a message may come; −1: nothing must.
    @inline(__always)
    private mutating func crowded(_ conversation: Conversation, _ half: Half, _ hash: UInt64) -> Int32 {
        let isRestored = table.digested > 0 && half.message.hasQuestion
        return table.crowded(hash, restored: isRestored ? table.hash(conversation, QuestionDigest(half)) : nil)
    }

    private mutating func drop(_ index: Int32, _ writer: RowWriter) throws {
        if table.entries[Int(index)].state == .waiting { droppedWaiting += 1 }
        try settle(index, writer)
    }

    private mutating func begin(
        _ conversation: Conversation, _ hash: UInt64, _ half: Half, as state: Pending.State, isRepetition: Bool = false
    ) {
        var entry = Pending(conversation: conversation, hash: hash, eventTime: event, query: half, response: half)
        entry.state = state
        entry.key = Self.key(of: half)
        entry.isRepetition = isRepetition
        entry.activeAt = event
        entry.isDoubtful = event == CaptureClock.inDoubt
        entry.responses = 1
        entry.responseBytes = Int64(half.length)
        let index = table.add(entry)
        table.keepResponse(index, half.bytes)
    }

    /// Settles what has waited for longer than the time-out.
    @inline(__always)
    mutating func expire(_ clock: Int64, _ writer: RowWriter) throws {
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
            try settle(table.oldest, writer)
        }
    }

    /// Settles everything: nothing will come any more.
    mutating func settleAll(_ writer: RowWriter) throws { while table.oldest >= 0 { try settle(table.oldest, writer) } }

    private mutating func settle(_ index: Int32, _ writer: RowWriter) throws {
        let entry = table.entries + Int(index)
        switch entry.pointee.state {
        case .waiting:
            let kind: RowKind = wasAskedAgainAndAnswered(index) ? .retransmitted : .unanswered
            try writer.write(
                kind, entry.pointee.shown, query: entry.pointee.query, response: nil,
                roundTrip: entry.pointee.roundTrip,
                responses: 0, responseBytes: 0)
        case .transfer:
            try writer.write(
                entry.pointee.hasQuery ? .matched : .response_only, entry.pointee.shown,
                query: entry.pointee.hasQuery ? entry.pointee.query : nil, response: entry.pointee.response,
                roundTrip: entry.pointee.roundTrip, responses: entry.pointee.responses,
                responseBytes: entry.pointee.responseBytes, more: entry.pointee.more,
                lacksMessages: entry.pointee.lacksMessages)
        case .early:
            try writer.write(
                entry.pointee.isRepetition || wasAnswered(index) ? .duplicate_response : .response_only,
                entry.pointee.conversation, query: nil,
                response: entry.pointee.response, roundTrip: -1, responses: 1,
                responseBytes: entry.pointee.responseBytes)
        case .answered, .free: break
        }
        table.remove(index)
    }

    private mutating func wasAskedAgainAndAnswered(_ index: Int32) -> Bool {
        let entry = table.entries[Int(index)]
        guard entry.query.message.hasQuestion else { return false }
        var candidates = Candidates(entry.conversation, entry.query, entry.hash, &table)
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
    private static func key(of half: Half) -> Pending.Key { half.message.hasQuestion ? .question : .conversation }

    /// Whether a query can be the repetition of another one; of some, the state does not keep the time.
    private func isSoon(_ later: Half, after earlier: Half) -> Bool {
        later.time == 0 || later.time - earlier.time <= timeout
    }
}

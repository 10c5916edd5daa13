import Glibc

/// The pool of pending queries, indexed by transaction and ordered by time. Bounded; entries are reused.
struct PendingTable: ~Copyable {
    private(set) var entries: UnsafeMutablePointer<Pending>
    private var capacity: Int
    private var used = 0
    private var free: Int32 = -1
    private var buckets: UnsafeMutablePointer<Int32>
    private var bucketMask: Int
    private(set) var count = 0
    /// Bytes of all messages that entries hold; those of answered queries do not count, as if only a digest were there.
    private(set) var bytes = 0
    /// Responses, and transfers, whose queries may have been recorded late.
    private(set) var early = 0
    private(set) var oldest: Int32 = -1
    private var newest: Int32 = -1
    /// Entries that are not found by their question. Most often there are none, and nobody looks for them.
    private(set) var withoutQuestion = 0
    private(set) var digested = 0
    let maximum: Int
    let maximumBytes: Int
    /// Entries of one transaction and question, so that neither searching nor settling them takes long, whoever repeats
    /// himself.
    static let maximumAlike: Int32 = 1024
    private let keyedHash = KeyedHash()
    private var index = TransactionIndex()
    private var appended: Int64 = 0

    init(maximum: Int, maximumBytes: Int) {
        self.maximum = max(16, maximum)
        self.maximumBytes = maximumBytes
        capacity = min(4096, self.maximum)
        entries = Self.room(nil, capacity)
        bucketMask = 8191
        buckets = .allocate(capacity: bucketMask + 1)
        buckets.initialize(repeating: -1, count: bucketMask + 1)
    }

    deinit {
        for index in 0..<used {
            entries[index].queryStore.deallocate()
            entries[index].responseStore.deallocate()
        }
        Glibc.free(entries)
        buckets.deallocate()
    }

    var isFull: Bool { count >= maximum || bytes > maximumBytes }

    /// They take no more than a share, so that nobody drives queries out with them.
    var hasRoomForEarly: Bool { early < maximum / 8 && bytes < maximumBytes / 2 && !isFull }

    @inline(__always) func hash(_ transaction: TransactionKey) -> UInt64 { transaction.hash(keyedHash) }

    /// What an entry of a message is found by.
    @inline(__always)
    func hash(_ transaction: TransactionKey, _ observed: ObservedMessage) -> UInt64 {
        let place = hash(transaction)
        guard observed.message.hasQuestion else { return place }
        let kind = UInt64(observed.message.queryType) << 16 | UInt64(observed.message.queryClass)
        guard let end = WireName.skip(observed.bytes, at: 12) else { return keyedHash(place, kind, 0) }
        return keyedHash(place, kind, foldingCaseOf: observed.bytes, from: 12, to: end)
    }

    func hash(_ transaction: TransactionKey, _ digest: QuestionDigest) -> UInt64 {
        keyedHash(hash(transaction), digest.first, digest.second)
    }

    /// The newest entry of a transaction, whatever its question; −1: none. From there on `sibling` leads to the others,
    /// and to those of other transactions.
    mutating func newest(of transaction: TransactionKey) -> Int32 {
        if !index.isBuilt { index.build(entries, oldest: oldest, count: count, keyedHash) }
        return index.newest(hash(transaction))
    }

    /// The newest entry of a hash chain; −1: none. Entries with other hashes may stand in between.
    @inline(__always) func chain(_ hash: UInt64) -> Int32 { buckets[Int(truncatingIfNeeded: hash) & bucketMask] }

    /// The entry that must go before another one with a hash may come; −1: there is room.
    ///
    /// - Parameter restored: the hash of those with the same question that came with the state; `nil`: there are none.
    mutating func crowded(_ hash: UInt64, restored: UInt64?) -> Int32 {
        var at = chain(hash)
        // The newest knows how many there may be; they are counted only when that is too much.
        while at >= 0, entries[Int(at)].hash != hash { at = entries[Int(at)].chained }
        guard at >= 0 || restored != nil else { return -1 }
        guard restored != nil || entries[Int(at)].rank >= Self.maximumAlike else { return -1 }
        let newest = at
        var (last, alike) = (Int32(-1), Int32(0))
        count(hash, from: at, &last, &alike)
        if newest >= 0 { entries[Int(newest)].rank = alike }
        if let restored { count(restored, from: chain(restored), &last, &alike) }
        return alike >= Self.maximumAlike ? last : -1
    }

    private func count(_ hash: UInt64, from start: Int32, _ last: inout Int32, _ alike: inout Int32) {
        var at = start
        while at >= 0 {
            if entries[Int(at)].hash == hash {
                alike += 1
                if last < 0 || entries[Int(at)].order < entries[Int(last)].order { last = at }
            }
            at = entries[Int(at)].chained
        }
    }

    /// Adds up how many entries with a hash there may be, for the newest.
    @inline(__always)
    private mutating func rank(_ index: Int32) {
        let hash = entries[Int(index)].hash
        var at = chain(hash)
        while at >= 0, entries[Int(at)].hash != hash { at = entries[Int(at)].chained }
        entries[Int(index)].rank = at >= 0 ? entries[Int(at)].rank + 1 : 1
    }

    /// Adds an entry as the newest of its chain and of the list; what it owns is reused memory.
    mutating func add(_ entry: Pending) -> Int32 {
        let index: Int32
        if free >= 0 {
            index = free
            free = entries[Int(index)].chained
        } else {
            if used == capacity { grow() }
            index = Int32(used)
            used += 1
            entries[Int(index)] = entry
            entries[Int(index)].queryStore = OwnedBytes()
            entries[Int(index)].responseStore = OwnedBytes()
        }
        let (queryStore, responseStore) = (entries[Int(index)].queryStore, entries[Int(index)].responseStore)
        entries[Int(index)] = entry
        entries[Int(index)].query.bytes = entry.query.bytes.slice(0, 0)
        entries[Int(index)].response.bytes = entry.response.bytes.slice(0, 0)
        entries[Int(index)].queryStore = queryStore
        entries[Int(index)].responseStore = responseStore
        count += 1
        append(index)
        rank(index)
        if !entry.hasQuery { early += 1 }
        note(entry.key, 1)
        if count > bucketMask { rehash() } else { link(index) }
        if self.index.isBuilt { self.index.link(index, entries, count: count, oldest: oldest, keyedHash) }
        return index
    }

    private mutating func note(_ key: Pending.Key, _ change: Int) {
        switch key {
        case .question: break
        case .transaction: withoutQuestion += change
        case .digest: digested += change
        }
    }

    /// Gives an entry a copy of its query's bytes.
    mutating func keepQuery(_ index: Int32, _ content: Bytes) {
        bytes += content.count - entries[Int(index)].query.bytes.count
        entries[Int(index)].query.bytes = entries[Int(index)].queryStore.copy(content)
    }

    /// Gives an entry a copy of its response's bytes.
    mutating func keepResponse(_ index: Int32, _ content: Bytes) {
        bytes += content.count - entries[Int(index)].response.bytes.count
        entries[Int(index)].response.bytes = entries[Int(index)].responseStore.copy(content)
    }

    /// Keeps a further message of a transfer, as long as a row can take its records.
    mutating func keepMore(_ index: Int32, _ content: Bytes) {
        let entry = entries + Int(index)
        let held = entry.pointee.response.bytes.count + entry.pointee.moreBytes
        guard held + content.count <= Self.maximumTransferBytes, bytes < maximumBytes / 2 else {
            entry.pointee.lacksMessages = true
            return
        }
        withUnsafeBytes(of: UInt32(content.count).bigEndian) { length in
            guard let base = length.baseAddress else { return }
            entry.pointee.responseStore.append(
                Bytes(base.assumingMemoryBound(to: UInt8.self), 4), behind: held)
        }
        entry.pointee.responseStore.append(content, behind: held + 4)
        if let base = entry.pointee.responseStore.base {
            entry.pointee.response.bytes = Bytes(base, entry.pointee.response.bytes.count)
        }
        entry.pointee.moreBytes += 4 + content.count
        bytes += 4 + content.count
    }

    /// Messages of a transfer that are kept: a row takes no more records than that.
    private static let maximumTransferBytes = 512 << 10

    /// The response is in a row: nothing of it is needed any more.
    mutating func dropResponse(_ index: Int32) {
        bytes -= entries[Int(index)].response.bytes.count
        entries[Int(index)].response.bytes = .empty
        entries[Int(index)].responseStore.shrink()
    }

    /// A query has its answer. Of its message no more than an entry holds anyway is kept, else the question's digest: how
    /// much there is must not depend on whether another capture has begun since.
    mutating func answered(_ index: Int32) {
        let entry = entries + Int(index)
        bytes -= entry.pointee.query.bytes.count
        entry.pointee.state = .answered
        guard entry.pointee.queryStore.capacity > OwnedBytes.kept else { return }
        entry.pointee.question = QuestionDigest(entry.pointee.query)
        entry.pointee.isDigested = true
        entry.pointee.query.bytes = .empty
        entry.pointee.queryStore.shrink()
    }

    /// An early response has met its query, and is that query's entry now.
    mutating func meet(_ index: Int32, _ query: ObservedMessage, roundTrip: Int64) {
        if !entries[Int(index)].hasQuery { early -= 1 }
        entries[Int(index)].state = .waiting
        entries[Int(index)].hasQuery = true
        entries[Int(index)].roundTrip = roundTrip
        entries[Int(index)].query = query
        entries[Int(index)].query.bytes = .empty
        keepQuery(index, query.bytes)
    }

    /// Takes an entry out; its memory waits for the next one.
    mutating func remove(_ index: Int32) {
        unchain(index)
        if self.index.isBuilt { self.index.unlink(index, entries, keyedHash) }
        unlink(index)
        note(entries[Int(index)].key, -1)
        if !entries[Int(index)].hasQuery { early -= 1 }
        if entries[Int(index)].state != .answered {
            bytes -= entries[Int(index)].query.bytes.count + entries[Int(index)].response.bytes.count
            bytes -= entries[Int(index)].moreBytes
        }
        entries[Int(index)].queryStore.shrink()
        entries[Int(index)].responseStore.shrink()
        entries[Int(index)].state = .free
        entries[Int(index)].chained = free
        free = index
        count -= 1
    }

    /// An event: the entry becomes the newest of the list and of its chain.
    mutating func touch(_ index: Int32, time: Int64) {
        unlink(index)
        entries[Int(index)].eventTime = time
        append(index)
        unchain(index)
        let own = entries[Int(index)].rank
        rank(index)
        entries[Int(index)].rank = max(own, entries[Int(index)].rank)
        link(index)
    }

    /// What came while the clock was in doubt gets its time; it stands at the end of the list.
    mutating func settleDoubt(_ time: Int64) {
        var at = newest
        while at >= 0, entries[Int(at)].eventTime == CaptureClock.inDoubt {
            entries[Int(at)].eventTime = time
            if entries[Int(at)].activeAt == CaptureClock.inDoubt { entries[Int(at)].activeAt = time }
            at = entries[Int(at)].older
        }
    }

    /// What came while the clock was in doubt, the newest first.
    func forEachInDoubt(_ body: (Int32, borrowing Pending) -> Void) {
        var at = newest
        while at >= 0, entries[Int(at)].eventTime == CaptureClock.inDoubt {
            body(at, entries[Int(at)])
            at = entries[Int(at)].older
        }
    }

    private mutating func append(_ index: Int32) {
        appended += 1
        entries[Int(index)].order = appended
        entries[Int(index)].older = newest
        entries[Int(index)].newer = -1
        if newest >= 0 { entries[Int(newest)].newer = index } else { oldest = index }
        newest = index
    }

    private mutating func unlink(_ index: Int32) {
        let (older, newer) = (entries[Int(index)].older, entries[Int(index)].newer)
        if older >= 0 { entries[Int(older)].newer = newer } else { oldest = newer }
        if newer >= 0 { entries[Int(newer)].older = older } else { newest = older }
    }

    /// Puts an entry at the head of its chain.
    private mutating func link(_ index: Int32) {
        let bucket = Int(truncatingIfNeeded: entries[Int(index)].hash) & bucketMask
        let head = buckets[bucket]
        entries[Int(index)].chained = head
        entries[Int(index)].chainedNewer = -1
        if head >= 0 { entries[Int(head)].chainedNewer = index }
        buckets[bucket] = index
    }

    private mutating func unchain(_ index: Int32) {
        let (next, newer) = (entries[Int(index)].chained, entries[Int(index)].chainedNewer)
        if next >= 0 { entries[Int(next)].chainedNewer = newer }
        if newer >= 0 {
            entries[Int(newer)].chained = next
        } else {
            buckets[Int(truncatingIfNeeded: entries[Int(index)].hash) & bucketMask] = next
        }
    }

    /// The C library moves pages instead of copying what is large, so that old and new are not there at once.
    private static func room(_ old: UnsafeMutablePointer<Pending>?, _ count: Int) -> UnsafeMutablePointer<Pending> {
        guard let room = realloc(old, count * MemoryLayout<Pending>.stride) else {
            preconditionFailure("no memory for \(count) waiting queries")
        }
        return room.assumingMemoryBound(to: Pending.self)
    }

    private mutating func grow() {
        capacity *= 2
        entries = Self.room(entries, capacity)
    }

    private mutating func rehash() {
        let size = (bucketMask + 1) * 2
        buckets.deallocate()
        buckets = .allocate(capacity: size)
        buckets.initialize(repeating: -1, count: size)
        bucketMask = size - 1
        // From the oldest on, so that the newest ends at the head of its chain.
        var at = oldest
        while at >= 0 {
            link(at)
            at = entries[Int(at)].newer
        }
    }
}

/// What the state between two captures is made of.
extension PendingTable {
    /// Every entry in the order of their events.
    func forEachFromOldest(_ body: (borrowing Pending) -> Void) {
        var at = oldest
        while at >= 0 {
            body(entries[Int(at)])
            at = entries[Int(at)].newer
        }
    }

    /// Another capture begins: numbers of frames of the last one mean nothing there.
    mutating func forgetFrames() {
        var at = oldest
        while at >= 0 {
            entries[Int(at)].query.frame = 0
            entries[Int(at)].response.frame = 0
            at = entries[Int(at)].newer
        }
    }

    /// Adds an entry with copies of what its messages held.
    mutating func restore(_ entry: Pending, query: [UInt8]? = nil, response: [UInt8]? = nil, more: [[UInt8]] = []) {
        var entry = entry
        (query ?? response ?? []).withUnsafeBufferPointer { buffer in
            var observed = query == nil ? entry.response : entry.query
            if let base = buffer.baseAddress { observed.bytes = Bytes(base, buffer.count) }
            if !observed.message.hasQuestion {
                entry.key = .transaction
            } else if entry.isDigested {
                entry.key = .digest
            }
            entry.hash =
                entry.key == .digest ? hash(entry.transaction, entry.question) : hash(entry.transaction, observed)
        }
        let index = add(entry)
        query?.withUnsafeBufferPointer { buffer in
            if let base = buffer.baseAddress { keepQuery(index, Bytes(base, buffer.count)) }
        }
        response?.withUnsafeBufferPointer { buffer in
            if let base = buffer.baseAddress { keepResponse(index, Bytes(base, buffer.count)) }
        }
        for message in more {
            message.withUnsafeBufferPointer { buffer in
                if let base = buffer.baseAddress { keepMore(index, Bytes(base, buffer.count)) }
            }
        }
        if entry.state == .answered, !entry.isDigested { answered(index) }
    }
}

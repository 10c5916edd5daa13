/// The pool of pending queries, indexed by conversation and ordered by time. Bounded; entries are reused.
struct PendingTable: ~Copyable {
    private(set) var entries: UnsafeMutablePointer<Pending>
    private var capacity: Int
    private var used = 0
    private var free: Int32 = -1
    private var buckets: UnsafeMutablePointer<Int32>
    private var bucketMask: Int
    private(set) var count = 0
    private(set) var oldest: Int32 = -1
    private var newest: Int32 = -1
    let maximum: Int

    init(maximum: Int) {
        self.maximum = max(16, maximum)
        capacity = 4096
        entries = .allocate(capacity: capacity)
        bucketMask = 8191
        buckets = .allocate(capacity: bucketMask + 1)
        buckets.initialize(repeating: -1, count: bucketMask + 1)
    }

    deinit {
        for index in 0..<used {
            entries[index].queryStore.deallocate()
            entries[index].responseStore.deallocate()
        }
        entries.deallocate()
        buckets.deallocate()
    }

    var isFull: Bool { count >= maximum }

    /// The newest entry of a hash chain; −1: none. Entries of other conversations may stand in between.
    @inline(__always) func chain(_ hash: UInt64) -> Int32 { buckets[Int(truncatingIfNeeded: hash) & bucketMask] }

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
        entries[Int(index)].queryStore = queryStore
        entries[Int(index)].responseStore = responseStore
        count += 1
        if count > bucketMask { rehash() }
        let bucket = Int(truncatingIfNeeded: entry.hash) & bucketMask
        entries[Int(index)].chained = buckets[bucket]
        buckets[bucket] = index
        append(index)
        return index
    }

    /// Takes an entry out; its memory waits for the next one.
    mutating func remove(_ index: Int32) {
        let bucket = Int(truncatingIfNeeded: entries[Int(index)].hash) & bucketMask
        if buckets[bucket] == index {
            buckets[bucket] = entries[Int(index)].chained
        } else {
            var at = buckets[bucket]
            while at >= 0, entries[Int(at)].chained != index { at = entries[Int(at)].chained }
            if at >= 0 { entries[Int(at)].chained = entries[Int(index)].chained }
        }
        unlink(index)
        entries[Int(index)].state = .free
        entries[Int(index)].chained = free
        free = index
        count -= 1
    }

    /// An event: the entry becomes the newest of the list.
    mutating func touch(_ index: Int32, time: Int64) {
        unlink(index)
        entries[Int(index)].eventTime = time
        append(index)
    }

    /// What came while the clock was in doubt gets its time; it stands at the end of the list.
    mutating func settleDoubt(_ time: Int64) {
        var at = newest
        while at >= 0, entries[Int(at)].eventTime == CaptureClock.inDoubt {
            entries[Int(at)].eventTime = time
            at = entries[Int(at)].older
        }
    }

    private mutating func append(_ index: Int32) {
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

    private mutating func grow() {
        let wider = UnsafeMutablePointer<Pending>.allocate(capacity: capacity * 2)
        wider.moveInitialize(from: entries, count: used)
        entries.deallocate()
        entries = wider
        capacity *= 2
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
            let bucket = Int(truncatingIfNeeded: entries[Int(at)].hash) & bucketMask
            entries[Int(at)].chained = buckets[bucket]
            buckets[bucket] = at
            at = entries[Int(at)].newer
        }
    }

    /// Every entry in the order of their events.
    func forEachFromOldest(_ body: (borrowing Pending) -> Void) {
        var at = oldest
        while at >= 0 {
            body(entries[Int(at)])
            at = entries[Int(at)].newer
        }
    }

    /// Another capture begins: numbers of frames of the last one mean nothing there.
    func forgetFrames() {
        var at = oldest
        while at >= 0 {
            entries[Int(at)].query.frame = 0
            entries[Int(at)].response.frame = 0
            at = entries[Int(at)].newer
        }
    }

    /// Adds an entry with copies of what its messages held.
    mutating func restore(_ entry: Pending, query: [UInt8]?, response: [UInt8]?) {
        let index = Int(add(entry))
        query?.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            entries[index].query.bytes = entries[index].queryStore.copy(Bytes(base, buffer.count))
        }
        response?.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            entries[index].response.bytes = entries[index].responseStore.copy(Bytes(base, buffer.count))
        }
    }
}

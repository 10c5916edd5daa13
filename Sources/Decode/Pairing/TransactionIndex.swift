/// The entries of `PendingTable` by transaction, whatever their question: a response without one belongs to any of them.
/// Such responses are rare, so the index is built when the first of them comes.
struct TransactionIndex: ~Copyable {
    private var buckets: UnsafeMutablePointer<Int32>?
    private var mask = 0

    deinit { buckets?.deallocate() }

    init() {}

    var isBuilt: Bool { buckets != nil }

    /// The newest entry of a chain; −1: none.
    func newest(_ hash: UInt64) -> Int32 { buckets.map { $0[Int(truncatingIfNeeded: hash) & mask] } ?? -1 }

    mutating func build(
        _ entries: UnsafeMutablePointer<Pending>, oldest: Int32, count: Int, _ keyedHash: KeyedHash
    ) {
        buckets?.deallocate()
        var size = 8192
        while size <= count { size *= 2 }
        let room = UnsafeMutablePointer<Int32>.allocate(capacity: size)
        room.initialize(repeating: -1, count: size)
        (buckets, mask) = (room, size - 1)
        var at = oldest
        while at >= 0 {
            put(at, entries, keyedHash)
            at = entries[Int(at)].newer
        }
    }

    /// Takes up an entry that has come into the table, of which the others are in the index.
    mutating func link(
        _ index: Int32, _ entries: UnsafeMutablePointer<Pending>, count: Int, oldest: Int32, _ keyedHash: KeyedHash
    ) {
        if count > mask {
            build(entries, oldest: oldest, count: count, keyedHash)
        } else {
            put(index, entries, keyedHash)
        }
    }

    private func put(_ index: Int32, _ entries: UnsafeMutablePointer<Pending>, _ keyedHash: KeyedHash) {
        guard let buckets else { return }
        let bucket = Int(truncatingIfNeeded: entries[Int(index)].transaction.hash(keyedHash)) & mask
        let head = buckets[bucket]
        entries[Int(index)].sibling = head
        entries[Int(index)].siblingNewer = -1
        if head >= 0 { entries[Int(head)].siblingNewer = index }
        buckets[bucket] = index
    }

    func unlink(_ index: Int32, _ entries: UnsafeMutablePointer<Pending>, _ keyedHash: KeyedHash) {
        guard let buckets else { return }
        let (next, newer) = (entries[Int(index)].sibling, entries[Int(index)].siblingNewer)
        if next >= 0 { entries[Int(next)].siblingNewer = newer }
        if newer >= 0 {
            entries[Int(newer)].sibling = next
        } else {
            buckets[Int(truncatingIfNeeded: entries[Int(index)].transaction.hash(keyedHash)) & mask] = next
        }
    }
}

/// Fragmented datagrams that were complete not long ago, by what tells their fragments from others of the same
/// identification. Bounded: the oldest goes.
struct RecentDatagrams {
    struct Piece: BitwiseCopyable {
        var offset: Int
        var count: Int
        var hash: UInt64
    }

    struct Entry {
        var key: FragmentTable.Key
        var completedAt: Int64
        var pieces: [Piece]
    }

    /// In the order in which they were completed.
    private(set) var entries: [Entry] = []
    private var first = 0
    private var places: [FragmentTable.Key: Int] = [:]
    /// How often entries have been taken out at the front: places count from the very first one.
    private var removed = 0
    private static let maximum = 4096
    private static let maximumPieces = 64
    private static let keptMicroseconds: Int64 = 30_000_000
    /// Whoever can find bytes of the same hash loses nothing but their own fragment.
    private static let hash = KeyedHash(0x656e_7472_6164_6131, 0x6672_6167_6d65_6e74)

    /// The entries that are kept, for the state.
    var kept: ArraySlice<Entry> { entries[first...] }

    func contains(_ key: FragmentTable.Key, _ payload: Bytes, offset: Int, _ now: Int64) -> Bool {
        guard !places.isEmpty, let place = places[key] else { return false }
        let entry = entries[place - removed]
        guard now == CaptureClock.inDoubt || now - entry.completedAt <= Self.keptMicroseconds else { return false }
        return entry.pieces.contains { piece in
            piece.offset == offset && piece.count == payload.count && piece.hash == Self.hash(payload)
        }
    }

    mutating func add(_ key: FragmentTable.Key, _ assembly: FragmentAssembly, _ now: Int64) {
        guard now != CaptureClock.inDoubt else { return }
        let pieces = assembly.pieces.prefix(Self.maximumPieces).map { piece in
            piece.bytes.withUnsafeBufferPointer { buffer in
                let bytes = buffer.baseAddress.map { Bytes($0, buffer.count) } ?? .empty
                return Piece(offset: piece.offset, count: bytes.count, hash: Self.hash(bytes))
            }
        }
        add(Entry(key: key, completedAt: now, pieces: pieces))
    }

    mutating func add(_ entry: Entry) {
        places[entry.key] = removed + entries.count
        entries.append(entry)
        if entries.count - first > Self.maximum { removeFirst() }
    }

    mutating func expire(_ now: Int64) {
        while first < entries.count, now - entries[first].completedAt > Self.keptMicroseconds { removeFirst() }
    }

    private mutating func removeFirst() {
        let key = entries[first].key
        if places[key] == removed + first { places.removeValue(forKey: key) }
        entries[first].pieces = []
        first += 1
        guard first > 1024, first > entries.count / 2 else { return }
        entries.removeFirst(first)
        removed += first
        first = 0
    }
}

extension KeyedHash {
    /// Of bytes: each block of 32 is hashed with what came out for those before.
    fileprivate func callAsFunction(_ bytes: Bytes) -> UInt64 {
        var result = UInt64(bytes.count)
        var at = 0
        while bytes.has(at, 32) {
            result = self(result, bytes.u64(at), bytes.u64(at + 8), bytes.u64(at + 16), bytes.u64(at + 24))
            at += 32
        }
        while bytes.has(at, 1) {
            result = self(result, UInt64(bytes.u8(at)), UInt64(at))
            at += 1
        }
        return result
    }
}

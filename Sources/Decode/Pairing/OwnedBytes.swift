/// Memory that a pool entry owns and keeps for its next use, unless it is large.
struct OwnedBytes: BitwiseCopyable {
    /// What an entry keeps at least, and what it keeps at most when it is free.
    static let kept = 128
    var base: UnsafeMutablePointer<UInt8>?
    var capacity = 0

    /// Copies bytes in, growing if needed, and gives the copy.
    mutating func copy(_ bytes: Bytes) -> Bytes {
        if capacity < bytes.count || base == nil {
            base?.deallocate()
            capacity = max(Self.kept, bytes.count)
            base = .allocate(capacity: capacity)
        }
        guard let base else { return .empty }
        _ = UnsafeMutableBufferPointer(start: base, count: capacity).update(fromContentsOf: bytes.buffer)
        return Bytes(UnsafePointer(base), bytes.count)
    }

    /// Puts bytes behind those that are there already, of which there are `count`.
    mutating func append(_ bytes: Bytes, behind count: Int) {
        if capacity < count + bytes.count {
            let grown = max(2 * capacity, count + bytes.count)
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: grown)
            if let base {
                larger.update(from: base, count: count)
                base.deallocate()
            }
            (base, capacity) = (larger, grown)
        }
        guard let base else { return }
        _ = UnsafeMutableBufferPointer(start: base + count, count: capacity - count)
            .update(fromContentsOf: bytes.buffer)
    }

    /// A pool of many entries must not keep the largest message that each has ever held.
    mutating func shrink() {
        guard capacity > Self.kept else { return }
        base?.deallocate()
        base = nil
        capacity = 0
    }

    func deallocate() { base?.deallocate() }
}

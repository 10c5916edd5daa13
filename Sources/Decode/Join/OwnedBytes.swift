/// Memory that a pool entry owns and keeps for its next use.
struct OwnedBytes: BitwiseCopyable {
    var base: UnsafeMutablePointer<UInt8>?
    var capacity = 0

    /// Copies bytes in, growing if needed, and gives the copy.
    mutating func copy(_ bytes: Bytes) -> Bytes {
        if capacity < bytes.count || base == nil {
            base?.deallocate()
            capacity = max(128, bytes.count)
            base = .allocate(capacity: capacity)
        }
        guard let base else { return Bytes(bytes.base, 0) }
        base.update(from: bytes.base, count: bytes.count)
        return Bytes(UnsafePointer(base), bytes.count)
    }

    func deallocate() { base?.deallocate() }
}

/// Append-only bytes that text columns slice. Grows by doubling; slices are offsets, so growing moves nothing they hold.
public final class ByteArena {
    public private(set) var base: UnsafeMutablePointer<UInt8>
    public private(set) var count = 0
    @usableFromInline private(set) var reserved: Int

    public init(reserving bytes: Int = 4096) {
        reserved = max(bytes, 64)
        base = .allocate(capacity: reserved)
    }

    deinit { base.deallocate() }

    /// Copies bytes in and gives the slice. Precondition: the arena stays below 4 GiB.
    @inlinable public func append(_ bytes: UnsafeRawBufferPointer) -> TextSlice {
        let slice = reserve(bytes.count)
        if let source = bytes.baseAddress {
            (base + Int(slice.offset)).update(from: source.assumingMemoryBound(to: UInt8.self), count: bytes.count)
        }
        return slice
    }

    /// Opens a slice of `count` bytes to be written through `base`.
    public func reserve(_ count: Int) -> TextSlice {
        if self.count + count > reserved { grow(by: count) }
        let slice = TextSlice(offset: UInt32(self.count), length: UInt32(count))
        self.count += count
        return slice
    }

    /// Gives back the end of the most recent slice, down to `count` bytes in all.
    public func truncate(to count: Int) {
        precondition(count <= self.count)
        self.count = count
    }

    /// Makes sure that `count` bytes more can be written behind `base + self.count`.
    public func ensure(_ count: Int) { if self.count + count > reserved { grow(by: count) } }

    public func bytes(_ slice: TextSlice) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base + Int(slice.offset), count: Int(slice.length))
    }

    public func removeAll() { count = 0 }

    private func grow(by extra: Int) {
        let size = max(reserved * 2, count + extra)
        precondition(size <= Int(UInt32.max), "text of one batch exceeds 4 GiB")
        let wider = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
        wider.update(from: base, count: count)
        base.deallocate()
        base = wider
        reserved = size
    }
}

/// Reads one member (gzip, bzip2), stream (xz) or frame (zstd, lz4) at a time. Asked for chunks, never for packets.
protocol Decompressor: AnyObject {
    /// Another member begins; false: there is no memory for it.
    func begin() -> Bool

    /// Takes of the input and gives to the output what it can. Without input it gives what it still holds.
    func step(
        _ input: UnsafeBufferPointer<UInt8>, _ output: UnsafeMutableBufferPointer<UInt8>
    ) -> DecompressionStep
}

/// What a decompressor did with a chunk.
struct DecompressionStep {
    enum State: Equatable {
        /// The member goes on.
        case more
        case memberEnded
        case damaged(String?)
        /// It wants more memory than the limit; bytes, where that is known.
        case tooLarge(UInt64?)
    }

    /// A window or dictionary may take so much, in bytes: what every preset of the common tools needs, and no more.
    static let memoryLimit: UInt64 = 128 << 20

    var consumed: Int
    var produced: Int
    var state: State
}

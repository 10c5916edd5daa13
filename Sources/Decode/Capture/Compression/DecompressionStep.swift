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

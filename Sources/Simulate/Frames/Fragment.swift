/// A piece of a datagram.
struct Fragment {
    var identification: UInt32
    /// Where it belongs, in bytes, a multiple of 8.
    var offset: Int
    var isLast: Bool
}

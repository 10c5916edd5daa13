/// A node in a tree of rules: its number (24 bits) and what is known about the name that leads to it.
struct SuffixNode: BitwiseCopyable, Sendable {
    var bits: UInt32

    static let rule: UInt32 = 1 << 24
    static let exception: UInt32 = 1 << 25
    /// Each name right below is a suffix.
    static let wildcard: UInt32 = 1 << 26
    /// There are nodes below; without it nobody needs to look.
    static let inner: UInt32 = 1 << 27

    @inline(__always) var number: UInt32 { bits & 0xFF_FFFF }

    @inline(__always) func has(_ mark: UInt32) -> Bool { bits & mark != 0 }
}

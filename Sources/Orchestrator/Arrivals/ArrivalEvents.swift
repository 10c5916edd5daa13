import Glibc

/// What a piece of the kernel's queue says (struct inotify_event: watch, mask, cookie, length, name).
struct ArrivalEvents {
    /// Watches with a file that was written or moved there; hidden and unfinished names do not count.
    private(set) var arrivals: Set<Int32> = []
    /// Watches that have ended.
    private(set) var lost: Set<Int32> = []
    /// The kernel had more to say than it could keep.
    private(set) var isOverflow = false

    private static let headSize = 16

    init(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while rest.count >= Self.headSize {
            let watch = Int32(bitPattern: Self.word(rest, 0))
            let mask = Self.word(rest, 4)
            let length = Int(Self.word(rest, 12))
            let name = rest.dropFirst(Self.headSize).prefix(length).prefix { $0 != 0 }
            rest = rest.dropFirst(Self.headSize + length)
            if mask & UInt32(IN_Q_OVERFLOW) != 0 {
                isOverflow = true
            } else if mask & UInt32(IN_IGNORED) != 0 {
                lost.insert(watch)
            } else if !Self.isUnfinished(String(decoding: name, as: UTF8.self)) {
                arrivals.insert(watch)
            }
        }
    }

    static func isUnfinished(_ name: String) -> Bool {
        name.hasPrefix(".") || name.hasSuffix(".part") || name.hasSuffix(".tmp")
    }

    private static func word(_ bytes: ArraySlice<UInt8>, _ offset: Int) -> UInt32 {
        bytes.dropFirst(offset).prefix(4).enumerated().reduce(0) { $0 | UInt32($1.element) << UInt32(8 * $1.offset) }
    }
}

/// A frame that waits for its turn.
struct QueuedPacket {
    /// µs since 1970-01-01 UTC.
    var time: Int64
    /// Among packets of the same time, that which was made first comes first.
    var order: UInt64
    var frame: UnsafeMutableRawPointer
    var length: Int

    @inline(__always)
    static func < (left: QueuedPacket, right: QueuedPacket) -> Bool {
        left.time == right.time ? left.order < right.order : left.time < right.time
    }
}

/// A part of a stream that moves on: as many bytes in one piece as are asked for.
final class CaptureWindow {
    private let stream: CaptureStream
    private var buffer: UnsafeMutablePointer<UInt8>
    private var capacity = 1 << 18
    private var at = 0
    private var end = 0

    init(_ stream: CaptureStream) {
        self.stream = stream
        buffer = .allocate(capacity: capacity)
    }

    deinit { buffer.deallocate() }

    /// What is there; valid until `has`.
    var bytes: Bytes { Bytes(buffer + at, end - at) }

    /// Whether so many bytes are there; reads on when they are not.
    @inline(__always)
    func has(_ count: Int) -> Bool { end - at >= count || fill(count) }

    func drop(_ count: Int) { at += min(count, end - at) }

    private func fill(_ count: Int) -> Bool {
        if count > capacity {
            // The caller bounds the length of blocks, and by that this.
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
            larger.update(from: buffer + at, count: end - at)
            buffer.deallocate()
            buffer = larger
            capacity = count
        } else {
            buffer.update(from: buffer + at, count: end - at)
        }
        end -= at
        at = 0
        while end < count {
            let more = stream.read(buffer + end, capacity - end)
            guard more > 0 else { return false }
            end += more
        }
        return true
    }
}

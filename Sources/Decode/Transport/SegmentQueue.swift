/// Segments of one direction that cannot be read yet, by sequence number: those ahead of a hole, or all of them while
/// nobody knows where a message begins.
struct SegmentQueue {
    struct Segment {
        var sequence: UInt32
        /// What the sender sent; more than `bytes` where the capture cut the packet short.
        var wireCount: Int
        var bytes: [UInt8]
        var carrier: Carrier

        var end: UInt32 { sequence.advanced(wireCount) }
    }

    private(set) var segments: [Segment] = []
    /// What they take, with their overhead.
    private(set) var bytes = 0

    /// What a segment takes besides its bytes, so that many tiny ones are bounded as well.
    static let overhead = 96
    static let maximumCount = 4096

    var isEmpty: Bool { segments.isEmpty }
    var first: Segment? { segments.first }

    /// Something is missing between them.
    var hasHole: Bool { first.map { run(from: $0.sequence).segments < segments.count } ?? false }

    /// Puts a segment in its place.
    ///
    /// - Parameter allowance: bytes that all of them may take.
    /// - Returns: false when there is no room.
    mutating func insert(
        _ sequence: UInt32, _ payload: Bytes, wireCount: Int, _ carrier: Carrier, allowance: Int
    ) -> Bool {
        let place = place(of: sequence)
        if place > 0 {
            let before = segments[place - 1]
            // A repetition; one that is longer is kept as well.
            if before.sequence == sequence && before.wireCount >= wireCount { return true }
        }
        guard segments.count < Self.maximumCount, bytes + payload.count + Self.overhead <= allowance else {
            return false
        }
        restore(
            Segment(
                sequence: sequence, wireCount: wireCount,
                bytes: Array(payload.buffer), carrier: carrier),
            at: place)
        return true
    }

    /// Puts a segment at the end, as a state of an earlier decode had it.
    mutating func restore(_ segment: Segment) { restore(segment, at: segments.count) }

    private mutating func restore(_ segment: Segment, at place: Int) {
        segments.insert(segment, at: place)
        bytes += segment.bytes.count + Self.overhead
    }

    /// Behind all that begin at a sequence number or before it.
    private func place(of sequence: UInt32) -> Int {
        var (low, high) = (0, segments.count)
        // Mostly it is the end.
        if let last = segments.last, sequence.distance(from: last.sequence) >= 0 { return high }
        while low < high {
            let middle = (low + high) / 2
            if sequence.distance(from: segments[middle].sequence) >= 0 { low = middle + 1 } else { high = middle }
        }
        return low
    }

    mutating func removeFirst(_ count: Int) {
        guard count > 0 else { return }
        for segment in segments[..<count] { bytes -= segment.bytes.count + Self.overhead }
        segments.removeFirst(count)
        // Many streams must not keep room for the most that each has ever held.
        if segments.capacity > 4 * segments.count + 16 { segments = segments.map { $0 } }
    }

    mutating func removeAll() {
        segments = []
        bytes = 0
    }

    /// Forgets the numbers of frames: another capture begins.
    mutating func forgetFrames() { for index in segments.indices { segments[index].carrier.frame = 0 } }

    /// The bytes without a hole at the beginning, and how many segments they are.
    ///
    /// - Parameters:
    ///   - start: bytes before it are left out.
    ///   - skipped: segments that are passed over.
    func run(from start: UInt32, behind skipped: Int = 0) -> (bytes: [UInt8], sequence: UInt32, segments: Int) {
        var run: [UInt8] = []
        var (sequence, end) = (start, start)
        var count = 0
        for segment in segments[skipped...] {
            let ahead = segment.sequence.distance(from: end)
            if ahead > 0 {
                guard run.isEmpty else { break }
                (sequence, end) = (segment.sequence, segment.sequence)
            }
            count += 1
            let known = max(0, -ahead)
            if known < segment.bytes.count { run += segment.bytes[known...] }
            if known < segment.wireCount { end = segment.end }
            // The capture cut it short: that is a hole as well.
            if segment.bytes.count < segment.wireCount && known < segment.wireCount { break }
        }
        return (run, sequence, count)
    }
}

/// The segments of one direction that came last, by which those that are sent again are told from those of another
/// connection whose numbers fall among ours.
struct RecentSegments: BitwiseCopyable {
    static let count = 4
    private(set) var sequences = InlineArray<4, UInt32>(repeating: 0)
    /// Bytes of data; 0: there was no such segment.
    private(set) var sizes = InlineArray<4, UInt32>(repeating: 0)
    private(set) var newest: UInt8 = 0

    @inline(__always)
    mutating func add(_ sequence: UInt32, _ size: Int) {
        newest = (newest &+ 1) & 3
        sequences[Int(newest)] = sequence
        sizes[Int(newest)] = UInt32(truncatingIfNeeded: size)
    }

    func contains(_ sequence: UInt32, _ size: Int) -> Bool {
        for index in 0..<Self.count where sequences[index] == sequence && sizes[index] == UInt32(size) { return true }
        return false
    }
}

/// One direction of a TCP connection: what has arrived, put in order, and cut into DNS messages (RFC 1035 4.2.2).
struct TCPHalf {
    /// The next sequence number that is expected; nil before anything is known.
    var next: UInt32?
    /// Whether it is known where a message begins. Not so when the capture starts in mid-stream, and behind a hole.
    var isSynchronised = false
    /// The beginning of a message whose end has not arrived.
    var partial: [UInt8] = []
    /// Segments ahead of `next`, in order.
    var waiting: [(sequence: UInt32, bytes: [UInt8])] = []
    /// What `waiting` takes, with its overhead.
    var waitingBytes = 0
    var hasData = false
    /// The sequence number behind the last byte that will ever come (RFC 9293 3.6).
    var finish: UInt32?

    static let maximumWaitingBytes = 256 << 10
    /// What a segment takes besides its bytes, so that many tiny ones are bounded as well.
    static let segmentOverhead = 64
    private static let keptCapacity = 256

    /// Everything up to the end has been seen.
    var isFinished: Bool {
        guard let finish else { return false }
        guard let next else { return true }
        return Int32(bitPattern: next &- finish) >= 0
    }

    /// The other side will send, and this one expect, from here on.
    mutating func begin(at sequence: UInt32) {
        guard next == nil else { return }
        next = sequence
        isSynchronised = true
    }

    /// Takes a segment's bytes; `message` gets each whole message. Gives false when bytes had to be dropped.
    mutating func take(_ sequence: UInt32, _ payload: Bytes, message: (Bytes) -> Void) -> Bool {
        if payload.count == 0 { return true }
        let distance = next.map { Int32(bitPattern: sequence &- $0) } ?? 0
        let known = distance < 0 ? -Int(distance) : 0
        if known >= payload.count { return true }
        if !isSynchronised {
            return seek(next.map { known > 0 ? $0 : sequence } ?? sequence, payload.slice(known), message)
        }
        if distance > 0 { return keep(sequence, payload) }
        next = sequence &+ UInt32(payload.count)
        deliver(payload.slice(known), message)
        drainWaiting(message)
        return true
    }

    /// Keeps a segment that is ahead; RFC 9293 allows any order.
    mutating func keep(_ sequence: UInt32, _ payload: Bytes) -> Bool {
        guard waitingBytes + payload.count + Self.segmentOverhead <= Self.maximumWaitingBytes else { return false }
        if waiting.contains(where: { $0.sequence == sequence && $0.bytes.count >= payload.count }) { return true }
        let place = waiting.firstIndex { Int32(bitPattern: $0.sequence &- sequence) > 0 } ?? waiting.count
        restore(sequence, Array(UnsafeBufferPointer(start: payload.base, count: payload.count)), at: place)
        return true
    }

    /// Puts a waiting segment in its place.
    mutating func restore(_ sequence: UInt32, _ bytes: [UInt8], at place: Int) {
        waiting.insert((sequence, bytes), at: place)
        waitingBytes += bytes.count + Self.segmentOverhead
    }

    mutating func drainWaiting(_ message: (Bytes) -> Void) {
        while let first = waiting.first, let expected = next, Int32(bitPattern: first.sequence &- expected) <= 0 {
            waiting.removeFirst()
            waitingBytes -= first.bytes.count + Self.segmentOverhead
            if waiting.capacity > 4 * waiting.count + 16 { waiting = waiting.map { $0 } }
            let known = -Int(Int32(bitPattern: first.sequence &- expected))
            if known >= first.bytes.count { continue }
            next = expected &+ UInt32(first.bytes.count - known)
            first.bytes.withUnsafeBufferPointer {
                if let base = $0.baseAddress { deliver(Bytes(base, $0.count).slice(known), message) }
            }
        }
    }

    /// The hole before what waits will not be filled: go on behind it, where a message plausibly begins.
    mutating func skipHole(message: (Bytes) -> Void) -> Bool {
        guard isSynchronised, let first = waiting.first else { return false }
        let segments = waiting
        waiting = []
        waitingBytes = 0
        loseTrack(at: first.sequence)
        for segment in segments {
            segment.bytes.withUnsafeBufferPointer {
                if let base = $0.baseAddress { _ = take(segment.sequence, Bytes(base, $0.count), message: message) }
            }
        }
        return true
    }

    /// Bytes before a place are lost: what was begun cannot be completed.
    mutating func loseTrack(at sequence: UInt32) {
        partial = []
        next = sequence
        isSynchronised = false
    }

    /// Nothing will come any more. Gives whether something was left over.
    mutating func forgetUnfinished() -> Bool {
        let isLeft = !partial.isEmpty || !waiting.isEmpty
        partial = []
        waiting = []
        waitingBytes = 0
        return isLeft
    }

    /// Cuts bytes that are in order into messages.
    mutating func deliver(_ bytes: Bytes, _ message: (Bytes) -> Void) {
        hasData = true
        if !partial.isEmpty {
            partial.append(contentsOf: UnsafeBufferPointer(start: bytes.base, count: bytes.count))
            let used = partial.withUnsafeBufferPointer { buffer in
                buffer.baseAddress.map { Self.cut(Bytes($0, buffer.count), message) } ?? 0
            }
            partial.removeFirst(used)
            // Many streams must not keep the longest message that each has ever had.
            if partial.capacity > 2 * partial.count + Self.keptCapacity { partial = partial.map { $0 } }
            return
        }
        let used = Self.cut(bytes, message)
        if used < bytes.count {
            partial.append(contentsOf: UnsafeBufferPointer(start: bytes.base + used, count: bytes.count - used))
        }
    }

    private static func cut(_ bytes: Bytes, _ message: (Bytes) -> Void) -> Int {
        var at = 0
        while bytes.has(at, 2) {
            let length = Int(bytes.u16(at))
            guard bytes.has(at + 2, length) else { break }
            message(bytes.slice(at + 2, length))
            at += 2 + length
        }
        return at
    }
}

/// One direction of a TCP connection: what has arrived, put in order, and cut into DNS messages (RFC 1035 4.2.2).
struct TCPHalf {
    /// The next sequence number that is expected; nil before anything is known.
    var next: UInt32?
    /// The beginning of a message whose end has not arrived.
    var partial: [UInt8] = []
    /// Segments ahead of `next`, in order.
    var waiting: [(sequence: UInt32, bytes: [UInt8])] = []
    var waitingBytes = 0
    var hasData = false
    var isFinished = false

    static let maximumWaitingBytes = 256 << 10

    /// Takes a segment's bytes; `message` gets each whole message. Gives false when bytes had to be dropped.
    mutating func take(_ sequence: UInt32, _ payload: Bytes, message: (Bytes) -> Void) -> Bool {
        if payload.count == 0 { return true }
        guard let expected = next else {
            // The capture starts in mid-stream: begin where a message plausibly begins.
            guard let start = MessagePlausibility.start(in: payload) else { return false }
            next = sequence &+ UInt32(start)
            return take(sequence &+ UInt32(start), payload.slice(start), message: message)
        }
        let distance = Int32(bitPattern: sequence &- expected)
        if distance <= 0 {
            let known = -Int(distance)
            if known >= payload.count { return true }
            next = expected &+ UInt32(payload.count - known)
            deliver(payload.slice(known), message)
            drainWaiting(message)
            return true
        }
        return keep(sequence, payload)
    }

    /// Keeps a segment that is ahead; RFC 9293 allows any order.
    private mutating func keep(_ sequence: UInt32, _ payload: Bytes) -> Bool {
        guard waitingBytes + payload.count <= Self.maximumWaitingBytes else { return false }
        if waiting.contains(where: { $0.sequence == sequence && $0.bytes.count >= payload.count }) { return true }
        let place = waiting.firstIndex { Int32(bitPattern: $0.sequence &- sequence) > 0 } ?? waiting.count
        waiting.insert((sequence, Array(UnsafeBufferPointer(start: payload.base, count: payload.count))), at: place)
        waitingBytes += payload.count
        return true
    }

    private mutating func drainWaiting(_ message: (Bytes) -> Void) {
        while let first = waiting.first, let expected = next, Int32(bitPattern: first.sequence &- expected) <= 0 {
            waiting.removeFirst()
            waitingBytes -= first.bytes.count
            let known = -Int(Int32(bitPattern: first.sequence &- expected))
            if known >= first.bytes.count { continue }
            next = expected &+ UInt32(first.bytes.count - known)
            first.bytes.withUnsafeBufferPointer {
                if let base = $0.baseAddress { deliver(Bytes(base, $0.count).slice(known), message) }
            }
        }
    }

    /// The hole before what waits will not be filled: go on behind it.
    mutating func skipHole(message: (Bytes) -> Void) -> Bool {
        guard !waiting.isEmpty else { return false }
        let segments = waiting
        waiting = []
        waitingBytes = 0
        partial.removeAll(keepingCapacity: true)
        next = nil
        for segment in segments {
            segment.bytes.withUnsafeBufferPointer {
                if let base = $0.baseAddress { _ = take(segment.sequence, Bytes(base, $0.count), message: message) }
            }
        }
        return true
    }

    /// Cuts bytes that are in order into messages.
    private mutating func deliver(_ bytes: Bytes, _ message: (Bytes) -> Void) {
        hasData = true
        if !partial.isEmpty {
            partial.append(contentsOf: UnsafeBufferPointer(start: bytes.base, count: bytes.count))
            let used = partial.withUnsafeBufferPointer { buffer in
                buffer.baseAddress.map { Self.cut(Bytes($0, buffer.count), message) } ?? 0
            }
            partial.removeFirst(used)
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

extension TCPHalf {
    /// Segments that are kept while nobody knows where a message begins.
    private static let maximumSought = 8
    private static let maximumSoughtBytes = 16 << 10

    /// Looks for the beginning of a message, in mid-stream or behind a hole. A segment alone may say too little (some
    /// resolvers send the length in a segment of its own), so that a few are kept and read together, in order.
    mutating func seek(_ sequence: UInt32, _ payload: Bytes, _ message: (Bytes) -> Void) -> Bool {
        guard keep(sequence, payload) else { return false }
        let run = run(around: sequence)
        let start = run.bytes.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.flatMap { MessagePlausibility.start(in: Bytes($0, buffer.count), edges: run.edges) }
        }
        if let start {
            isSynchronised = true
            next = run.end
            forget(before: run.end)
            run.bytes.withUnsafeBufferPointer { buffer in
                if let base = buffer.baseAddress { deliver(Bytes(base, buffer.count).slice(start), message) }
            }
            drainWaiting(message)
            return true
        }
        guard waiting.count > Self.maximumSought || waitingBytes > Self.maximumSoughtBytes, let first = waiting.first
        else { return true }
        let end = first.sequence &+ UInt32(first.bytes.count)
        next = end
        forget(before: end)
        return false
    }

    private mutating func forget(before end: UInt32) {
        while let first = waiting.first, Int32(bitPattern: first.sequence &- end) < 0 {
            waiting.removeFirst()
            waitingBytes -= first.bytes.count + Self.segmentOverhead
        }
        if waiting.capacity > 4 * waiting.count + 16 { waiting = waiting.map { $0 } }
    }

    /// The bytes without a hole around a waiting segment, where in them segments begin, and the sequence number behind.
    private func run(around sequence: UInt32) -> (bytes: [UInt8], edges: [Int], end: UInt32) {
        var bytes: [UInt8] = []
        var edges: [Int] = []
        var end = sequence
        var holdsIt = false
        for segment in waiting {
            let overlap = Int(Int32(bitPattern: end &- segment.sequence))
            if bytes.isEmpty || overlap < 0 {
                if holdsIt { break }
                bytes = segment.bytes
                edges = [0]
                end = segment.sequence &+ UInt32(segment.bytes.count)
            } else if overlap < segment.bytes.count {
                edges.append(bytes.count)
                bytes += segment.bytes[overlap...]
                end = segment.sequence &+ UInt32(segment.bytes.count)
            }
            if segment.sequence == sequence { holdsIt = true }
        }
        return (bytes, edges, end)
    }
}

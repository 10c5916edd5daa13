/// Finding the beginning of a message in mid-stream: where the capture begins, or behind a hole that has taken more than
/// the rest of one message.
extension TCPHalf {
    /// Looks for a message in what waits, and reads on from there. Nothing is believed unless all that follows is messages
    /// behind each other by their lengths, two at least, or one that ends where everything ends; what is not believed
    /// gives nothing.
    ///
    /// - Parameter isLast: nothing more will come behind what waits.
    /// - Returns: whether bytes before a hole were given up.
    mutating func seek(isLast: Bool, _ message: (StreamMessage) -> Void) -> Bool {
        // Runs that are given up are taken out together: there may be as many as segments.
        var passed = 0
        while !isSynchronised, passed < queue.segments.count {
            let run = queue.run(
                from: passed == 0 ? next ?? queue.segments[0].sequence : queue.segments[passed].sequence, behind: passed
            )
            let isBeforeHole = passed + run.segments < queue.segments.count
            // Before a hole that may still be filled, only two messages count.
            let isEnd = isBeforeHole ? isLast || hasSought : true
            if let start = start(in: run.bytes, isEnd: isEnd) {
                next = run.sequence.advanced(start)
                isSynchronised = true
                skipping = 0
                queue.removeFirst(passed)
                drain(message)
                return passed > 0
            }
            guard isBeforeHole && isEnd else {
                hasSought = true
                break
            }
            passed += run.segments
        }
        queue.removeFirst(passed)
        if passed > 0 { next = queue.first?.sequence ?? next }
        return passed > 0
    }

    /// There is no room: looks for two messages, and if there are none, lets the first half go. None begins there whose
    /// successor would not be here as well.
    mutating func makeRoom(_ message: (StreamMessage) -> Void) {
        _ = seek(isLast: false, message)
        guard !isSynchronised else { return }
        queue.removeFirst((queue.segments.count + 1) / 2)
        next = queue.first?.sequence ?? next
    }

    private func start(in run: [UInt8], isEnd: Bool) -> Int? {
        run.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return nil }
            let bytes = Bytes(base, buffer.count)
            var walk = MessageWalk(isResponse: isFromServer, steps: 4 * bytes.count + 65_536)
            var at = 0
            while bytes.has(at, 14), !walk.isExhausted {
                if walk.isHeader(bytes, at: at + 2), walk.begins(bytes, at: at, isEnd: isEnd) { return at }
                at += 1
            }
            return nil
        }
    }
}

extension MessageWalk {
    /// Whether a message begins here, and others behind it, one after another, as far as there are bytes.
    ///
    /// - Parameter isEnd: nothing follows these bytes, so that one message that ends with them is enough.
    mutating func begins(_ bytes: Bytes, at start: Int, isEnd: Bool) -> Bool {
        guard bytes.u16(start) > 12 else { return false }
        var (at, count) = (start, 0)
        while bytes.has(at, 2) {
            let length = Int(bytes.u16(at))
            switch outcome(bytes.slice(at + 2, length), length: length) {
            case .impossible: return false
            case .unfinished: return count >= (isEnd ? 1 : 2)
            case .whole: count += 1
            }
            at += 2 + length
        }
        return count >= (isEnd ? 1 : 2)
    }
}

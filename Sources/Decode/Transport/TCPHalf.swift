/// One direction of a TCP connection: what has arrived, put in order, and cut into DNS messages (RFC 1035 4.2.2).
///
/// Bytes that the capture lacks are a hole. Where the length of the message around it is known, they are counted and the
/// next message begins where it must; where it is not, the beginning of a message is looked for (`TCPHalf+Seek`).
struct TCPHalf {
    /// A message, as much of it as there is, and the packet that a row takes its values from.
    struct StreamMessage {
        var bytes: Bytes
        /// What its prefix says; more than there are bytes where it breaks off.
        var declaredLength: Int
        var carrier: Carrier
        /// Who has asked, if a proxy stands between and says so.
        var proxied: ProxiedClient?
    }

    /// What messages of this direction say in the QR bit; `nil`: nobody knows which side is the server.
    let isFromServer: Bool?
    /// The next sequence number that is expected; nil before anything is known.
    var next: UInt32?
    /// Whether it is known where a message begins. Not so when the capture starts in mid-stream, and behind some holes.
    var isSynchronised = false
    /// The beginning of a message whose end has not arrived, with its length.
    var partial: [UInt8] = []
    var partialCarrier = Carrier(time: 0)
    /// Bytes of a message whose beginning or middle is lost that are still to come.
    var skipping = 0
    var queue = SegmentQueue()
    /// The sequence number behind the last byte that will ever come (RFC 9293 3.6).
    var finish: UInt32?
    /// What the other side has acknowledged: it will not be sent again.
    var acknowledged: UInt32?
    /// The highest sequence number that has been seen.
    var highest: UInt32?
    /// Nothing has been read yet: a proxy's header may come.
    var isAtBegin = false
    var proxied: ProxiedClient?
    /// How many segments had the checksum that they should have; −1: one had not, before two had, so that whoever
    /// captured it had not filled them in.
    var rightChecksums: Int8 = 0
    /// When a hole is given up, on the capture's clock; 0: there is none that must be.
    var dueAt: Int64 = 0
    /// It stands in the table of what is due.
    var isScheduled = false
    /// A search for the beginning of a message has found none.
    var hasSought = false
    /// The segments that came last.
    var recent = RecentSegments()

    /// What may wait while nobody knows where a message begins: two of the longest messages, behind the rest of one.
    static let soughtBytes = 512 << 10
    /// A segment that begins so far away is of another connection. More than windows of name servers are, and less than
    /// initial sequence numbers differ by, nearly always.
    static let window = 4 << 20

    init(isFromServer: Bool?) { self.isFromServer = isFromServer }

    var bufferedBytes: Int { partial.count + queue.bytes }

    var hasData: Bool { highest != nil }

    /// Everything up to the end has been seen.
    var isFinished: Bool {
        guard let finish else { return false }
        guard let next else { return queue.isEmpty }
        return next.distance(from: finish) >= 0
    }

    /// Whether a segment was damaged on its way, so that its receiver has dropped it: only where checksums are filled in.
    mutating func isDamaged(_ datagram: Datagram, _ segment: Bytes) -> Bool {
        guard rightChecksums >= 0 else { return false }
        if InternetChecksum.isRight(datagram, transport: 6, segment) {
            if rightChecksums < 2 { rightChecksums += 1 }
            return false
        }
        if InternetChecksum.isLeftToInterface(datagram, transport: 6, field: segment.u16(16), length: segment.count) {
            return false
        }
        if rightChecksums >= 2 { return true }
        rightChecksums = -1
        return false
    }

    /// Whether a segment has come before, and is sent again.
    func isRepetition(_ segment: TCPSegment) -> Bool {
        recent.contains(segment.place, segment.wireCount) || finish == segment.end
    }

    /// How far a sequence number stands from where this direction is; `nil`: nothing is known of it.
    func distance(of sequence: UInt32) -> Int? {
        (next ?? highest).map { sequence.distance(from: $0) }
    }

    /// Whether a sequence number can be of this connection: near what has been seen, in front or behind.
    func isNear(_ sequence: UInt32) -> Bool {
        guard let highest = highest ?? next else { return true }
        return abs(sequence.distance(from: highest)) <= Self.window
            || next.map { abs(sequence.distance(from: $0)) <= Self.window } ?? false
    }

    /// The other side expects the first byte here: a message begins.
    mutating func begin(at sequence: UInt32, _ message: (StreamMessage) -> Void) {
        guard next == nil else { return }
        if let first = queue.first, first.sequence.distance(from: sequence) < 0 { return }
        next = sequence
        isSynchronised = true
        isAtBegin = true
        if queue.isEmpty { dueAt = 0 }
        drain(message)
    }

    /// Takes a segment; `message` gets each message. Gives false when there is no room for it.
    mutating func take(
        _ sequence: UInt32, _ payload: Bytes, wireCount: Int, _ carrier: Carrier, allowance: Int,
        _ message: (StreamMessage) -> Void
    ) -> Bool {
        if wireCount == 0 { return true }
        recent.add(sequence, wireCount)
        let end = sequence.advanced(wireCount)
        if highest.map({ end.distance(from: $0) > 0 }) ?? true { highest = end }
        let distance = next.map { sequence.distance(from: $0) } ?? 0
        let known = max(0, -distance)
        if known >= wireCount { return true }
        if !isSynchronised || distance > 0 {
            let room = isSynchronised ? allowance : min(allowance, Self.soughtBytes)
            return queue.insert(sequence, payload, wireCount: wireCount, carrier, allowance: room)
        }
        place(payload.slice(known), lost: wireCount - max(known, payload.count), carrier, message)
        if !queue.isEmpty { drain(message) }
        return true
    }

    /// Reads what waits and is in order now.
    mutating func drain(_ message: (StreamMessage) -> Void) {
        var count = 0
        let segments = queue.segments
        while isSynchronised, count < segments.count, let next {
            let segment = segments[count]
            let known = -segment.sequence.distance(from: next)
            guard known >= 0 else { break }
            count += 1
            if known >= segment.wireCount { continue }
            segment.bytes.withUnsafeBufferPointer { buffer in
                let bytes = buffer.baseAddress.map { Bytes($0, buffer.count) } ?? .empty
                place(bytes.slice(known), lost: segment.wireCount - max(known, bytes.count), segment.carrier, message)
            }
        }
        queue.removeFirst(count)
        if queue.isEmpty { dueAt = 0 }
    }

    /// Bytes that are in order, and how many behind them the capture has cut off.
    private mutating func place(_ bytes: Bytes, lost: Int, _ carrier: Carrier, _ message: (StreamMessage) -> Void) {
        next = next?.advanced(bytes.count + lost)
        hasSought = false
        deliver(bytes, carrier, message)
        if lost > 0 { lose(lost, message) }
    }

    /// It waits for the beginning of a message.
    var isSeeking: Bool { !isSynchronised && !queue.isEmpty }

    /// The other side has got everything before a place. Gives whether that is news.
    mutating func acknowledge(_ place: UInt32) -> Bool {
        guard isNear(place), acknowledged.map({ place.distance(from: $0) > 0 }) ?? true else { return false }
        acknowledged = place
        return true
    }

    /// Whether something is missing that the other side has, so that it will not be sent again.
    var lacksAcknowledged: Bool {
        guard isSynchronised, let next, let acknowledged, !queue.isEmpty || !partial.isEmpty || skipping > 0 else {
            return false
        }
        let missing = acknowledged.distance(from: next)
        return missing > 0 && missing <= Self.window
    }

    /// What is not waited for any longer.
    enum Surrender {
        /// The other side has it.
        case acknowledged
        /// Too much waits behind the hole.
        case hole
        /// Nothing more will come.
        case everything
    }

    /// The hole before what waits will not be filled: goes on behind it.
    ///
    /// - Returns: whether there was a hole.
    mutating func giveUp(_ what: Surrender, _ message: (StreamMessage) -> Void) -> Bool {
        dueAt = 0
        let isLast = what == .everything
        var found = false
        repeat {
            if isSynchronised, let expected = next {
                guard let end = endOfHole(what), end.distance(from: expected) > 0 else { break }
                found = true
                next = end
                lose(end.distance(from: expected), message)
                drain(message)
            }
            if !isSynchronised { found = seek(isLast: isLast, message) || found }
        } while isLast && isSynchronised && !queue.isEmpty
        if isLast, lacksEnd, partial.count >= 2, !isAtBegin {
            let lacking = 2 + (Int(partial[0]) << 8 | Int(partial[1])) - partial.count
            breakOff(message)
            if partial.isEmpty { skipping = lacking }
        }
        return found
    }

    /// The other side has more than the capture: the message that has been begun was whole.
    private var lacksEnd: Bool {
        guard let next else { return false }
        return [acknowledged, finish].contains { $0.map { $0.distance(from: next) > 0 } ?? false }
    }

    private func endOfHole(_ what: Surrender) -> UInt32? {
        guard let first = queue.first else { return lacksAcknowledged ? acknowledged : nil }
        guard what == .acknowledged else { return first.sequence }
        // What the other side lacks as well is still to come.
        return acknowledged.map { first.sequence.distance(from: $0) > 0 ? $0 : first.sequence }
    }

    /// Another capture begins.
    mutating func forgetFrames() {
        partialCarrier.frame = 0
        queue.forgetFrames()
    }

    /// Nothing will come any more. Gives whether something was left over.
    mutating func forget() -> Bool {
        let isLeft = !partial.isEmpty || !queue.isEmpty
        if !partial.isEmpty { isSynchronised = false }
        partial = []
        queue.removeAll()
        dueAt = 0
        return isLeft
    }
}

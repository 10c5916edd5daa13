/// What has arrived of a datagram in pieces.
final class FragmentAssembly {
    struct Piece {
        var offset: Int
        /// On the capture's clock.
        var arrivedAt: Int64
        /// It has been in a datagram that was complete: it came twice, or another one has an equal part.
        var isRepetition = false
        var bytes: [UInt8]

        var end: Int { offset + bytes.count }
    }

    /// In order, none overlapping another.
    private(set) var pieces: [Piece] = []
    /// Length of the whole payload, once the last fragment is there.
    var total: Int?
    private(set) var bytes = 0
    /// Fragments disagreed (RFC 5722 4), or what there was has been given: nothing more is taken.
    var isOver = false
    /// Its beginning has been given.
    var isGiven = false
    /// A fragment has taken the place of another one: the checksum must say that they belong together.
    var isSuspect = false
    /// All its fragments have been in a datagram that was complete: they came twice, and so may the others.
    var isRepetition: Bool { !pieces.isEmpty && pieces.allSatisfy(\.isRepetition) }
    /// When a fragment came last after it was over, on the capture's clock.
    var refusedAt: Int64 = 0
    /// On the capture's clock.
    var startedAt: Int64
    /// The packet that came first.
    var first: Datagram
    /// The packet with the beginning of the datagram.
    var head: Datagram?

    init(_ datagram: Datagram, startedAt: Int64) {
        self.startedAt = startedAt
        first = datagram
    }

    /// What a piece takes besides its bytes.
    static let pieceOverhead = 64

    var cost: Int { bytes + pieces.count * Self.pieceOverhead }

    var isWhole: Bool { total == bytes && total != nil }

    enum Fit {
        case new, known
        /// With a piece that arrived at a time.
        case conflict(arrivedAt: Int64)
    }

    /// Whether a fragment agrees with what there is: equal bytes where they overlap, and nothing behind the end.
    func fit(_ payload: Bytes, offset: Int, isLast: Bool) -> Fit {
        let end = offset + payload.count
        if let last = pieces.last {
            if let total, end > total || isLast && end != total { return .conflict(arrivedAt: last.arrivedAt) }
            if isLast, last.end > end { return .conflict(arrivedAt: last.arrivedAt) }
        }
        var known = 0
        for piece in pieces where piece.offset < end && offset < piece.end {
            let (start, stop) = (max(piece.offset, offset), min(piece.end, end))
            for place in start..<stop where piece.bytes[place - piece.offset] != payload.u8(place - offset) {
                return .conflict(arrivedAt: piece.arrivedAt)
            }
            known += stop - start
        }
        return known == payload.count ? .known : .new
    }

    /// Puts in what is new of a fragment that fits.
    func insert(_ payload: Bytes, offset: Int, isLast: Bool, isRepetition: Bool, at now: Int64) {
        let end = offset + payload.count
        if isLast { total = end }
        var start = offset
        var place = 0
        while start < end {
            while place < pieces.count, pieces[place].end <= start { place += 1 }
            if place < pieces.count, pieces[place].offset <= start {
                start = pieces[place].end
                continue
            }
            let stop = place < pieces.count ? min(end, pieces[place].offset) : end
            let part = payload.slice(start - offset, stop - start)
            let copy = Array(part.buffer)
            pieces.insert(
                Piece(offset: start, arrivedAt: now, isRepetition: isRepetition, bytes: copy), at: place)
            bytes += copy.count
            start = stop
        }
    }

    /// As a state of an earlier decode had it.
    func restore(_ piece: Piece) {
        pieces.append(piece)
        bytes += piece.bytes.count
    }

    /// What a state says of it can be: pieces in order, none overlapping another.
    var isSound: Bool {
        zip(pieces, pieces.dropFirst()).allSatisfy { $0.end <= $1.offset }
            && pieces.last.map { $0.end <= 65_535 } ?? true
    }

    func clear() {
        pieces = []
        bytes = 0
        total = nil
        head = nil
    }

    /// Takes out the pieces that arrived before a time.
    func remove(before time: Int64) { remove { $0.arrivedAt < time } }

    /// Takes out pieces. With its beginning goes that it has been given.
    func remove(where isGone: (Piece) -> Bool) {
        guard pieces.contains(where: isGone) else { return }
        if let total, let last = pieces.last, last.end == total, isGone(last) { self.total = nil }
        if let beginning = pieces.first, beginning.offset == 0, isGone(beginning) { (head, isGiven) = (nil, false) }
        pieces.removeAll(where: isGone)
        bytes = pieces.reduce(0) { $0 + $1.bytes.count }
    }

    /// When the oldest and the newest of the pieces arrived; `nil`: there are none.
    var span: (oldest: Int64, newest: Int64)? {
        guard let oldest = pieces.map(\.arrivedAt).min(), let newest = pieces.map(\.arrivedAt).max() else { return nil }
        return (oldest, newest)
    }

    /// When those pieces began to arrive that belong together, if not all do: behind the longest pause. `nil`: all came at
    /// once.
    var beginOfLater: Int64? {
        let times = pieces.map(\.arrivedAt).sorted()
        let pauses = zip(times, times.dropFirst()).map { $1 - $0 }
        guard let longest = pauses.max(), longest > 0, let place = pauses.lastIndex(of: longest) else { return nil }
        return times[place + 1]
    }

    /// Puts the bytes from the beginning to the first hole behind each other.
    ///
    /// - Parameter time: pieces that arrived from then on are a hole.
    func copyBeginning(to buffer: inout [UInt8], before time: Int64 = .max) {
        for piece in pieces {
            guard piece.offset == buffer.count, piece.arrivedAt < time else { return }
            buffer.append(contentsOf: piece.bytes)
        }
    }
}

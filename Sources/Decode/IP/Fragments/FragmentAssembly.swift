/// What has arrived of a datagram in pieces.
final class FragmentAssembly {
    struct Piece {
        var offset: Int
        /// On the capture's clock.
        var arrivedAt: Int64
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
    var isRepetition = false
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

    enum Fit { case new, known, conflict }

    /// Whether a fragment agrees with what there is: equal bytes where they overlap, and nothing behind the end.
    func fit(_ payload: Bytes, offset: Int, isLast: Bool) -> Fit {
        let end = offset + payload.count
        if let total, end > total || isLast && end != total { return .conflict }
        if isLast, let last = pieces.last, last.end > end { return .conflict }
        var known = 0
        for piece in pieces where piece.offset < end && offset < piece.end {
            let (start, stop) = (max(piece.offset, offset), min(piece.end, end))
            for place in start..<stop where piece.bytes[place - piece.offset] != payload.u8(place - offset) {
                return .conflict
            }
            known += stop - start
        }
        return known == payload.count ? .known : .new
    }

    /// Puts in what is new of a fragment that fits.
    func insert(_ payload: Bytes, offset: Int, isLast: Bool, at now: Int64) {
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
            pieces.insert(Piece(offset: start, arrivedAt: now, bytes: copy), at: place)
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
    func remove(before time: Int64) {
        guard pieces.contains(where: { $0.arrivedAt < time }) else { return }
        if let total, let last = pieces.last, last.end == total, last.arrivedAt < time { self.total = nil }
        if let beginning = pieces.first, beginning.offset == 0, beginning.arrivedAt < time { head = nil }
        pieces.removeAll { $0.arrivedAt < time }
        bytes = pieces.reduce(0) { $0 + $1.bytes.count }
    }

    /// When the oldest and the newest of the pieces arrived; nil: there are none.
    var span: (oldest: Int64, newest: Int64)? {
        guard let oldest = pieces.map(\.arrivedAt).min(), let newest = pieces.map(\.arrivedAt).max() else { return nil }
        return (oldest, newest)
    }

    /// Puts the bytes from the beginning to the first hole behind each other.
    func copyBeginning(to buffer: inout [UInt8]) {
        for piece in pieces {
            guard piece.offset == buffer.count else { return }
            buffer.append(contentsOf: piece.bytes)
        }
    }
}

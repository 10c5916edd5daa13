/// Puts fragmented datagrams together: any order, duplicates ignored, overlaps dropped whole (RFC 5722), a time limit on
/// the capture's clock, and bounds.
final class FragmentTable {
    struct Key: Hashable {
        var source: IPAddress
        var destination: IPAddress
        var identification: UInt32
        var transport: UInt8

        /// Any order that does not depend on hashing, so that equal input gives equal output.
        static func order(_ left: Key, _ right: Key) -> Bool {
            let (one, other) = (left.source, right.source)
            if one != other { return (one.high, one.low, one.version) < (other.high, other.low, other.version) }
            let (oneEnd, otherEnd) = (left.destination, right.destination)
            return (oneEnd.high, oneEnd.low, left.identification, left.transport)
                < (otherEnd.high, otherEnd.low, right.identification, right.transport)
        }
    }

    final class Assembly {
        var pieces: [(offset: Int, bytes: [UInt8])] = []
        /// Length of the whole payload, once the last fragment is there.
        var total: Int?
        var bytes = 0
        /// Fragments overlapped: nothing of this datagram is taken any more (RFC 5722 4).
        var isRefused = false
        /// On the capture's clock.
        var startedAt: Int64
        var first: Datagram
        init(_ datagram: Datagram, startedAt: Int64) {
            self.startedAt = startedAt
            first = datagram
        }
    }

    private(set) var assemblies: [Key: Assembly] = [:]
    private(set) var bytes = 0
    private let maximumAssemblies: Int
    private let maximumBytes: Int
    static let timeoutMicroseconds: Int64 = 30_000_000
    /// What a piece takes besides its bytes.
    private static let pieceOverhead = 64
    private static let maximumLength = 65_535
    private var scratch: [UInt8] = []
    private var isInDoubt = false
    private var expiredInPassing = 0

    init(maximumAssemblies: Int, maximumBytes: Int) {
        self.maximumAssemblies = maximumAssemblies
        self.maximumBytes = maximumBytes
    }

    enum Outcome { case incomplete, complete, overlap, full, malformed }

    /// Takes a fragment. When it completes its datagram, `body` gets the whole payload.
    func add(
        _ payload: Bytes, offset: Int, isLast: Bool, identification: UInt32, _ datagram: Datagram,
        now: Int64, body: (Datagram, Bytes) -> Void
    ) -> Outcome {
        let end = offset + payload.count
        guard payload.count > 0, end <= Self.maximumLength else { return .malformed }
        let key = Key(
            source: datagram.source, destination: datagram.destination, identification: identification,
            transport: datagram.transport)
        guard let assembly = assembly(key, datagram, now) else { return .full }
        if assembly.isRefused { return .incomplete }
        for piece in assembly.pieces where piece.offset < end && offset < piece.offset + piece.bytes.count {
            if piece.offset == offset && piece.bytes.count == payload.count { return .incomplete }
            return refuse(assembly)
        }
        // Nothing stands behind the last fragment.
        if let total = assembly.total, end > total || isLast { return refuse(assembly) }
        if isLast, let last = assembly.pieces.last, last.offset > offset { return refuse(assembly) }
        guard bytes + payload.count + Self.pieceOverhead <= maximumBytes else { return .full }
        let copy = Array(UnsafeBufferPointer(start: payload.base, count: payload.count))
        let place = assembly.pieces.firstIndex { $0.offset > offset } ?? assembly.pieces.count
        assembly.pieces.insert((offset, copy), at: place)
        assembly.bytes += payload.count
        bytes += payload.count + Self.pieceOverhead
        if isLast { assembly.total = end }
        if offset == 0 {
            assembly.first.ttl = datagram.ttl
            assembly.first.dontFragment = datagram.dontFragment
        }
        assembly.first.isTruncated = assembly.first.isTruncated || datagram.isTruncated
        guard let total = assembly.total, assembly.bytes == total else { return .incomplete }
        complete(key, assembly, time: datagram.time, body)
        return .complete
    }

    /// The assembly of a key, made if there is room; one that has waited too long is forgotten.
    private func assembly(_ key: Key, _ datagram: Datagram, _ now: Int64) -> Assembly? {
        if let old = assemblies[key] {
            if now == CaptureClock.inDoubt || !Self.isOver(old, now) { return old }
            if !old.isRefused { expiredInPassing += 1 }
            drop(key)
        }
        guard assemblies.count < maximumAssemblies else { return nil }
        let made = Assembly(datagram, startedAt: now)
        if now == CaptureClock.inDoubt { isInDoubt = true }
        assemblies[key] = made
        return made
    }

    private func refuse(_ assembly: Assembly) -> Outcome {
        bytes -= Self.cost(assembly)
        assembly.isRefused = true
        assembly.pieces = []
        assembly.bytes = 0
        return .overlap
    }

    private static func cost(_ assembly: Assembly) -> Int { assembly.bytes + assembly.pieces.count * pieceOverhead }

    private func complete(_ key: Key, _ assembly: Assembly, time: Int64, _ body: (Datagram, Bytes) -> Void) {
        // Taken out while it is in use: what is inside a tunnel may complete here as well.
        var whole = scratch
        scratch = []
        whole.removeAll(keepingCapacity: true)
        for piece in assembly.pieces { whole.append(contentsOf: piece.bytes) }
        var datagram = assembly.first
        datagram.time = time
        datagram.fragments = Int32(assembly.pieces.count)
        datagram.length = Int32(whole.count)
        drop(key)
        whole.withUnsafeBufferPointer { if let base = $0.baseAddress { body(datagram, Bytes(base, $0.count)) } }
        scratch = whole
    }

    private func drop(_ key: Key) { if let old = assemblies.removeValue(forKey: key) { bytes -= Self.cost(old) } }

    /// It has waited too long, or since a time that the clock has been put back from.
    private static func isOver(_ assembly: Assembly, _ now: Int64) -> Bool {
        if assembly.startedAt == CaptureClock.inDoubt { return false }
        let age = now - assembly.startedAt
        return age > timeoutMicroseconds || age < -3_600_000_000
    }

    /// Forgets what has waited too long; gives how many datagrams were never completed.
    func expire(_ now: Int64) -> Int { forget { Self.isOver($0, now) } }

    /// Forgets everything; gives how many datagrams were never completed.
    func expireAll() -> Int { forget { _ in true } }

    private func forget(_ isOver: (Assembly) -> Bool) -> Int {
        var unfinished = expiredInPassing
        expiredInPassing = 0
        for (key, assembly) in assemblies.filter({ isOver($0.value) }) {
            if !assembly.isRefused { unfinished += 1 }
            drop(key)
        }
        return unfinished
    }

    /// What came while the clock was in doubt gets its time.
    func settleDoubt(_ time: Int64) {
        guard isInDoubt else { return }
        isInDoubt = false
        for assembly in assemblies.values where assembly.startedAt == CaptureClock.inDoubt { assembly.startedAt = time }
    }

    func forgetFrames() { for assembly in assemblies.values { assembly.first.frame = 0 } }

    func restore(_ key: Key, _ assembly: Assembly) {
        assemblies[key] = assembly
        bytes += Self.cost(assembly)
        if assembly.startedAt == CaptureClock.inDoubt { isInDoubt = true }
    }
}

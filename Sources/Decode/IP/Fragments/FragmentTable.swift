/// Puts fragmented datagrams together: any order, repetitions ignored, what disagrees dropped whole (RFC 5722), a time
/// limit on the capture's clock, and bounds.
///
/// An identification comes again (RFC 4963): a beginning that differs starts anew, and the UDP checksum tells whether
/// pieces belong together.
final class FragmentTable {
    /// A fragment as it came.
    struct Fragment {
        var payload: Bytes
        var offset: Int
        var isLast: Bool
        var datagram: Datagram
    }

    private(set) var assemblies: [Key: FragmentAssembly] = [:]
    /// Datagrams that were complete not long ago, so that a fragment that comes twice begins none.
    private(set) var completed = RecentDatagrams()
    private(set) var bytes = 0
    private let maximumAssemblies: Int
    private let maximumBytes: Int
    private let ports: PortSet
    /// RFC 1122 3.3.2 lets it be about that, RFC 8200 4.5 says sixty seconds.
    private static let timeoutMicroseconds: Int64 = 30_000_000
    private static let timeoutMicrosecondsIPv6: Int64 = 60_000_000
    /// Pieces of one datagram come closer together than that, nearly always.
    private static let burstMicroseconds: Int64 = 1_000_000
    private static let maximumLength = 65_535
    private var scratch: [UInt8] = []
    private var isInDoubt = false
    /// Whether the capture holds checksums that are right: then one that is not means something.
    private(set) var checksums = ChecksumEvidence()
    private var expiredInPassing = 0

    init(maximumAssemblies: Int, maximumBytes: Int, ports: PortSet) {
        self.ports = ports
        self.maximumAssemblies = maximumAssemblies
        self.maximumBytes = maximumBytes
    }

    enum Outcome { case incomplete, complete, overlap, full, malformed }

    /// Takes a fragment. When it completes its datagram, or one can never be completed whose beginning is there, `body`
    /// gets the payload.
    ///
    /// - Parameters:
    ///   - now: when it comes, which may be in doubt.
    ///   - clock: the capture's clock, whatever it is worth.
    ///   - body: a datagram that is marked as truncated is a beginning.
    func add(
        _ fragment: Fragment, _ key: Key, now: Int64, clock: Int64, body: (Datagram, Bytes) -> Void
    ) -> Outcome {
        let (payload, offset) = (fragment.payload, fragment.offset)
        guard payload.count > 0, offset + payload.count <= Self.maximumLength else { return .malformed }
        let isRepetition = completed.contains(key, payload, offset: offset, now)
        guard var assembly = assembly(key, fragment.datagram, now, body) else { return .full }
        if assembly.isOver {
            let isLater = clock - assembly.refusedAt > Self.burstMicroseconds
            assembly.refusedAt = clock
            guard isLater else { return .incomplete }
            drop(key)
            guard let made = self.assembly(key, fragment.datagram, now, body) else { return .full }
            assembly = made
        }
        switch assembly.fit(payload, offset: offset, isLast: fragment.isLast) {
        case .known: return .incomplete
        case .new: break
        case .conflict(let arrivedAt):
            guard makeWay(for: fragment, in: assembly, key, conflictAt: arrivedAt, clock, body) else {
                return refuse(assembly, clock)
            }
            if assemblies[key] == nil {
                guard let made = self.assembly(key, fragment.datagram, now, body) else { return .full }
                made.isSuspect = true
                assembly = made
            }
        }
        guard bytes + payload.count + FragmentAssembly.pieceOverhead <= maximumBytes else { return .full }
        let cost = assembly.cost
        assembly.insert(
            payload, offset: offset, isLast: fragment.isLast, isRepetition: isRepetition, at: clock)
        bytes += assembly.cost - cost
        if offset == 0 { assembly.head = fragment.datagram }
        guard assembly.isWhole else { return .incomplete }
        return complete(key, assembly, time: fragment.datagram.time, now, body)
    }

    /// A fragment that disagrees is of a later datagram with the same identification, or an attack. Of the first, what
    /// came before goes; gives false for an attack.
    private func makeWay(
        for fragment: Fragment, in assembly: FragmentAssembly, _ key: Key, conflictAt: Int64, _ clock: Int64,
        _ body: (Datagram, Bytes) -> Void
    ) -> Bool {
        let begins = clock - Self.burstMicroseconds
        if conflictAt < begins, let span = assembly.span, span.newest >= begins {
            // Some of the later one are there.
            if let head = assembly.pieces.first, head.offset == 0, head.arrivedAt < begins {
                giveBeginning(assembly, before: begins, body)
            }
            take(out: { $0.arrivedAt < begins }, of: assembly)
            assembly.isSuspect = true
            return isFree(assembly, fragment)
        }
        if conflictAt >= begins, assembly.pieces.contains(where: \.isRepetition) {
            // What came twice of one datagram is nothing of another one.
            take(out: \.isRepetition, of: assembly)
            if isFree(assembly, fragment) { return true }
        }
        // Of one that comes at once, the checksum will tell what belongs to it.
        guard
            conflictAt < begins
                || fragment.offset == 0 && Self.hasChecksum(fragment.datagram, fragment.payload)
        else { return false }
        settle(key, assembly, body)
        return true
    }

    private func take(out isGone: (FragmentAssembly.Piece) -> Bool, of assembly: FragmentAssembly) {
        bytes -= assembly.cost
        assembly.remove(where: isGone)
        bytes += assembly.cost
    }

    private func isFree(_ assembly: FragmentAssembly, _ fragment: Fragment) -> Bool {
        if case .conflict = assembly.fit(fragment.payload, offset: fragment.offset, isLast: fragment.isLast) {
            return false
        }
        return true
    }

    private static func hasChecksum(_ datagram: Datagram, _ payload: Bytes) -> Bool {
        datagram.transport == 17 && payload.has(6, 2) && payload.u16(6) != 0
    }

    /// The assembly of a key, made if there is room; one that has waited too long is settled.
    private func assembly(
        _ key: Key, _ datagram: Datagram, _ now: Int64, _ body: (Datagram, Bytes) -> Void
    ) -> FragmentAssembly? {
        if let old = assemblies[key] {
            if now == CaptureClock.inDoubt || !Self.isDue(old, key, now) { return old }
            if !old.isOver { expiredInPassing += 1 }
            settle(key, old, body)
        }
        guard assemblies.count < maximumAssemblies else { return nil }
        let made = FragmentAssembly(datagram, startedAt: now)
        if now == CaptureClock.inDoubt { isInDoubt = true }
        assemblies[key] = made
        return made
    }

    private func refuse(_ assembly: FragmentAssembly, _ clock: Int64) -> Outcome {
        bytes -= assembly.cost
        assembly.isOver = true
        assembly.refusedAt = clock
        assembly.clear()
        return .overlap
    }

    private func complete(
        _ key: Key, _ assembly: FragmentAssembly, time: Int64, _ now: Int64, _ body: (Datagram, Bytes) -> Void
    ) -> Outcome {
        // Taken out while it is in use: what is inside a tunnel may complete here as well.
        var whole = scratch
        scratch = []
        defer { scratch = whole }
        whole.removeAll(keepingCapacity: true)
        assembly.copyBeginning(to: &whole)
        var datagram = assembly.first
        if let head = assembly.head {
            datagram.ttl = head.ttl
            datagram.dontFragment = head.dontFragment
            datagram.transport = head.transport
        }
        datagram.time = time
        datagram.fragments = Int32(assembly.pieces.count)
        datagram.length = Int32(whole.count)
        return whole.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return .malformed }
            let content = Bytes(base, buffer.count)
            guard belongsTogether(assembly, datagram, content) else {
                separate(assembly, body)
                return .overlap
            }
            completed.add(key, assembly, now)
            drop(key)
            // Of which the beginning has been given, the rest comes too late.
            guard !assembly.isGiven else { return .incomplete }
            body(datagram, content)
            return .complete
        }
    }

    /// Whether the pieces are of one datagram, as far as a checksum tells.
    private func belongsTogether(_ assembly: FragmentAssembly, _ datagram: Datagram, _ content: Bytes) -> Bool {
        let span = assembly.span ?? (0, 0)
        let isLong = span.newest - span.oldest > Self.burstMicroseconds
        let isMixed = !assembly.isRepetition && assembly.pieces.contains(where: \.isRepetition)
        guard Self.hasChecksum(datagram, content) else { return !isMixed }
        let length = max(8, Int(content.u16(4)))
        guard !InternetChecksum.isLeftToInterface(datagram, transport: 17, field: content.u16(6), length: length)
        else { return true }
        if InternetChecksum.isRight(datagram, transport: 17, content.slice(0, length)) {
            checksums.areRightInFragments = true
            return true
        }
        let isFromServer = ports.contains(content.u16(0))
        return !(assembly.isSuspect || isLong || isMixed || checksums.areRight(isFromServer: isFromServer))
    }

    /// A datagram that came whole, of which there are plenty before one does not.
    @inline(__always)
    func learn(_ datagram: Datagram, _ payload: Bytes, isFromServer: Bool) {
        if checksums.wantsMore(isFromServer: isFromServer) {
            checksums.see(datagram, payload, isFromServer: isFromServer)
        }
    }

    /// Lets those go that came before the others; what is left waits for its own rest.
    private func separate(_ assembly: FragmentAssembly, _ body: (Datagram, Bytes) -> Void) {
        if let time = assembly.beginOfLater {
            if let head = assembly.pieces.first, head.arrivedAt < time { giveBeginning(assembly, before: time, body) }
            bytes -= assembly.cost
            assembly.remove(before: time)
        } else {
            bytes -= assembly.cost
        }
        if assembly.isWhole, let span = assembly.span {
            assembly.isOver = true
            assembly.refusedAt = span.newest
            assembly.clear()
        }
        bytes += assembly.cost
    }

    private func drop(_ key: Key) { if let old = assemblies.removeValue(forKey: key) { bytes -= old.cost } }

    /// It will not be completed any more: its beginning is given, if it is there.
    private func settle(_ key: Key, _ assembly: FragmentAssembly, _ body: (Datagram, Bytes) -> Void) {
        drop(key)
        giveBeginning(assembly, body)
    }

    /// - Parameter time: what arrived from then on is not of it.
    private func giveBeginning(
        _ assembly: FragmentAssembly, before time: Int64 = .max, _ body: (Datagram, Bytes) -> Void
    ) {
        guard !assembly.isOver, !assembly.isGiven, !assembly.isRepetition, var datagram = assembly.head else { return }
        var beginning: [UInt8] = []
        assembly.copyBeginning(to: &beginning, before: time)
        datagram.isTruncated = true
        datagram.fragments = Int32(assembly.pieces.count)
        beginning.withUnsafeBufferPointer { if let base = $0.baseAddress { body(datagram, Bytes(base, $0.count)) } }
    }

    /// Lets one look at the beginning of a datagram, if it is there.
    ///
    /// - Parameter time: one that arrived later has its own time still before it.
    func readBeginning(of key: Key, before time: Int64, _ body: (Datagram, Bytes) -> Void) {
        guard let assembly = assemblies[key], let head = assembly.pieces.first, head.arrivedAt <= time else { return }
        giveBeginning(assembly, body)
    }

    /// The beginning of a datagram is wanted before its time is over; the rest of it will not be.
    func takeBeginning(of key: Key, _ body: (Datagram, Bytes) -> Void) {
        guard let assembly = assemblies[key] else { return }
        giveBeginning(assembly, body)
        assembly.isGiven = true
    }

    /// It has waited too long, or since a time that the clock has been put back from.
    private static func isDue(_ assembly: FragmentAssembly, _ key: Key, _ now: Int64) -> Bool {
        if assembly.startedAt == CaptureClock.inDoubt { return false }
        let age = now - assembly.startedAt
        return age > (key.source.version == 6 ? timeoutMicrosecondsIPv6 : timeoutMicroseconds) || age < -3_600_000_000
    }

    /// Settles what has waited too long; gives how many datagrams were never completed.
    func expire(_ now: Int64, _ body: (Datagram, Bytes) -> Void) -> Int {
        completed.expire(now)
        return settle(body) { Self.isDue($1, $0, now) }
    }

    /// Settles everything; gives how many datagrams were never completed.
    func expireAll(_ body: (Datagram, Bytes) -> Void) -> Int { settle(body) { _, _ in true } }

    private func settle(_ body: (Datagram, Bytes) -> Void, _ isDue: (Key, FragmentAssembly) -> Bool) -> Int {
        var unfinished = expiredInPassing
        expiredInPassing = 0
        // In an order that does not depend on hashing: equal input gives equal output.
        let due = assemblies.filter { isDue($0.key, $0.value) }.sorted { Key.order($0.key, $1.key) }
        for (key, assembly) in due {
            if !assembly.isOver, !assembly.isRepetition { unfinished += 1 }
            settle(key, assembly, body)
        }
        return unfinished
    }

    /// What came while the clock was in doubt gets its time.
    func settleDoubt(_ time: Int64) {
        guard isInDoubt else { return }
        isInDoubt = false
        for assembly in assemblies.values where assembly.startedAt == CaptureClock.inDoubt { assembly.startedAt = time }
    }

    func forgetFrames() {
        for assembly in assemblies.values {
            assembly.first.frame = 0
            assembly.head?.frame = 0
        }
    }

    func restore(_ key: Key, _ assembly: FragmentAssembly) {
        assemblies[key] = assembly
        bytes += assembly.cost
        if assembly.startedAt == CaptureClock.inDoubt { isInDoubt = true }
    }

    func restore(_ recent: RecentDatagrams, _ checksums: ChecksumEvidence) {
        completed = recent
        self.checksums = checksums
    }
}

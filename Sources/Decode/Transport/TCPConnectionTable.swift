/// Connections by client and server; bounded in number and bytes, idle ones expire on the capture's clock.
final class TCPConnectionTable {
    /// A time at which something is to be done with a connection.
    struct Due: BitwiseCopyable {
        enum What: UInt8 { case toServer, toClient, close }
        var at: Int64
        var key: TCPConnectionKey
        var what: What

        static func order(_ left: Due, _ right: Due) -> Bool {
            if left.at != right.at { return left.at < right.at }
            if left.what != right.what { return left.what.rawValue < right.what.rawValue }
            return TCPConnectionKey.order(left.key, right.key)
        }
    }

    private(set) var connections: [TCPConnectionKey: TCPConnection] = [:]
    private(set) var bufferedBytes = 0
    private(set) var nextSweep: Int64 = 0
    /// When holes are given up and connections that were reset close, in order; from `firstDue` on.
    private var dues: [Due] = []
    private var firstDue = 0
    /// The next of them; `Int64.max`: there is none.
    private var nextDue = Int64.max
    private var isInDoubt = false
    private let maximumConnections: Int
    private let maximumBytes: Int
    static let idleMicroseconds: Int64 = 120_000_000
    private static let sweepMicroseconds: Int64 = 10_000_000
    private static let hour: Int64 = 3_600_000_000
    private static let fairBytes = 256 << 10

    init(maximumConnections: Int, maximumBytes: Int) {
        self.maximumConnections = maximumConnections
        self.maximumBytes = maximumBytes
    }

    @inline(__always)
    func find(_ key: TCPConnectionKey) -> TCPConnection? { connections[key] }

    /// A connection that was not known; nil when there is no room even after the idle ones are gone.
    func add(_ key: TCPConnectionKey, time: Int64, isServerKnown: Bool) -> TCPConnection? {
        guard connections.count < maximumConnections else { return nil }
        let connection = TCPConnection(lastSeen: time, isServerKnown: isServerKnown)
        connections[key] = connection
        return connection
    }

    /// What came while the clock was in doubt gets its time.
    func settleDoubt(_ time: Int64) {
        guard isInDoubt else { return }
        isInDoubt = false
        for connection in connections.values where connection.lastSeen == CaptureClock.inDoubt {
            connection.lastSeen = time
        }
    }

    /// A packet of a connection, on the capture's clock.
    @inline(__always)
    func see(_ connection: TCPConnection, _ time: Int64) {
        connection.lastSeen = time
        if time == CaptureClock.inDoubt { isInDoubt = true }
    }

    func restore(nextSweep time: Int64) { nextSweep = time }

    func restore(_ key: TCPConnectionKey, _ connection: TCPConnection) {
        if connection.lastSeen == CaptureClock.inDoubt { isInDoubt = true }
        connections[key] = connection
        bufferedBytes += connection.bufferedBytes
    }

    func remove(_ key: TCPConnectionKey) {
        if let old = connections.removeValue(forKey: key) { bufferedBytes -= old.bufferedBytes }
    }

    /// Another capture begins: numbers of frames of the last one mean nothing there.
    func forgetFrames() {
        for connection in connections.values {
            connection.toServer.forgetFrames()
            connection.toClient.forgetFrames()
            connection.strayToServer?.carrier.frame = 0
            connection.strayToClient?.carrier.frame = 0
            connection.offer?.data.carrier.frame = 0
        }
    }

    func account(_ difference: Int) { bufferedBytes += difference }

    /// What a direction may keep while it waits for what is missing: much, unless many do.
    func allowance(_ most: Int) -> Int { bufferedBytes < maximumBytes / 2 ? most : min(most, Self.fairBytes) }

    /// Something is to be done at a time, which mostly is not before those of earlier calls.
    func schedule(_ due: Due) {
        // What is due at the same time has an order that does not depend on when it was said: a state does not keep that.
        if dues.count == firstDue || !Due.order(due, dues[dues.count - 1]) {
            dues.append(due)
        } else {
            var (low, high) = (firstDue, dues.count)
            while low < high {
                let middle = (low + high) / 2
                if Due.order(due, dues[middle]) { high = middle } else { low = middle + 1 }
            }
            dues.insert(due, at: low)
        }
        nextDue = dues.count - firstDue > maximumDues ? Int64.min : min(nextDue, due.at)
    }

    /// Those of a state, which come in the order of connections.
    func restore(_ due: [Due]) {
        dues = due.sorted(by: Due.order)
        nextDue = dues.first?.at ?? Int64.max
    }

    @inline(__always)
    func hasDue(_ clock: Int64) -> Bool { nextDue != Int64.max && CaptureClock.isDue(nextDue, clock) }

    /// The next thing that the time has come for, that is of a time that the clock has been put back from, or too much.
    func takeDue(_ clock: Int64) -> Due? {
        guard firstDue < dues.count, hasDue(clock) else { return nil }
        let due = dues[firstDue]
        firstDue += 1
        if firstDue > 1024, firstDue > dues.count / 2 {
            dues.removeFirst(firstDue)
            firstDue = 0
        }
        let isTooMuch = dues.count - firstDue > maximumDues
        nextDue = isTooMuch ? Int64.min : firstDue < dues.count ? dues[firstDue].at : Int64.max
        return due
    }

    private var maximumDues: Int { 4 * maximumConnections }

    /// There is no room for another connection.
    var isFull: Bool { connections.count >= maximumConnections }

    var holdsTooMuch: Bool { bufferedBytes > maximumBytes }

    /// Also when the clock has been put back: what is due must not wait for it to come round again.
    @inline(__always)
    func isDue(_ clock: Int64) -> Bool { clock >= nextSweep || clock < nextSweep - 2 * Self.sweepMicroseconds }

    /// Connections without a packet for the idle time, or of a time that the clock has been put back from.
    func sweep(_ clock: Int64) -> [TCPConnectionKey] {
        nextSweep = clock + Self.sweepMicroseconds
        let (first, last) = (clock - Self.idleMicroseconds, clock + Self.hour)
        // In an order that does not depend on hashing: equal input gives equal output.
        return connections.filter { _, connection in
            connection.lastSeen < first
                || connection.lastSeen > last && connection.lastSeen != CaptureClock.inDoubt
        }.map(\.key).sorted(by: TCPConnectionKey.order)
    }

    /// When there is no room: the half that has been idle longest. ObservedMessage of them, so that sorting is rare.
    func longestIdle() -> [TCPConnectionKey] {
        let ordered = connections.map { (key: $0, lastSeen: $1.lastSeen) }.sorted {
            $0.lastSeen != $1.lastSeen ? $0.lastSeen < $1.lastSeen : TCPConnectionKey.order($0.key, $1.key)
        }
        return ordered.prefix((ordered.count + 1) / 2).map(\.key)
    }
}

/// Client and server of a connection.
struct TCPConnectionKey: Hashable, BitwiseCopyable {
    var client: IPAddress
    var server: IPAddress
    var clientPort: UInt16
    var serverPort: UInt16

    init(client: IPAddress, server: IPAddress, clientPort: UInt16, serverPort: UInt16) {
        self.client = client
        self.server = server
        self.clientPort = clientPort
        self.serverPort = serverPort
    }

    @inline(__always)
    init(_ datagram: Datagram, _ segment: TCPSegment, isFromClient: Bool) {
        client = isFromClient ? datagram.source : datagram.destination
        server = isFromClient ? datagram.destination : datagram.source
        clientPort = isFromClient ? segment.source : segment.destination
        serverPort = isFromClient ? segment.destination : segment.source
    }

    func hash(into hasher: inout Hasher) {
        // Each by itself: folded together, who chooses addresses chooses what is the same.
        hasher.combine(client.low)
        hasher.combine(client.high)
        hasher.combine(server.low)
        hasher.combine(server.high)
        hasher.combine(UInt32(clientPort) << 16 | UInt32(serverPort))
    }

    /// Any order that does not depend on hashing, so that equal input gives equal output.
    static func order(_ left: TCPConnectionKey, _ right: TCPConnectionKey) -> Bool {
        (left.client.high, left.client.low, left.clientPort, left.serverPort, left.server.high, left.server.low)
            < (
                right.client.high, right.client.low, right.clientPort, right.serverPort, right.server.high,
                right.server.low
            )
    }
}

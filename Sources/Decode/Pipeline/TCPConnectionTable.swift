/// Connections by client and server; bounded in number and bytes, idle ones expire on the capture's clock.
final class TCPConnectionTable {
    private(set) var connections: [TCPConnectionKey: TCPConnection] = [:]
    private(set) var bufferedBytes = 0
    private(set) var nextSweep: Int64 = 0
    private var isInDoubt = false
    private let maximumConnections: Int
    private let maximumBytes: Int
    static let idleMicroseconds: Int64 = 120_000_000
    private static let sweepMicroseconds: Int64 = 10_000_000
    private static let hour: Int64 = 3_600_000_000

    init(maximumConnections: Int, maximumBytes: Int) {
        self.maximumConnections = maximumConnections
        self.maximumBytes = maximumBytes
    }

    @inline(__always)
    func find(_ key: TCPConnectionKey) -> TCPConnection? { connections[key] }

    /// A connection that was not known; nil when there is no room even after the idle ones are gone.
    func add(_ key: TCPConnectionKey, time: Int64) -> TCPConnection? {
        guard connections.count < maximumConnections else { return nil }
        let connection = TCPConnection(lastSeen: time)
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

    func account(_ difference: Int) { bufferedBytes += difference }

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

    /// When there is no room: the half that has been idle longest. Half of them, so that sorting is rare.
    func longestIdle() -> [TCPConnectionKey] {
        let ordered = connections.map { (key: $0, lastSeen: $1.lastSeen) }.sorted {
            $0.lastSeen != $1.lastSeen ? $0.lastSeen < $1.lastSeen : TCPConnectionKey.order($0.key, $1.key)
        }
        return ordered.prefix((ordered.count + 1) / 2).map(\.key)
    }
}

import CDuckDB
import Synchronization

/// Stops whatever runs on an engine's connections, and keeps more from beginning.
final class InterruptSwitch: Sendable {
    /// Connections as addresses: pointers do not go from thread to thread.
    private struct State {
        var isPulled = false
        var connections: Set<UInt> = []
    }

    private let state = Mutex(State())

    var isPulled: Bool { state.withLock { $0.isPulled } }

    func add(_ connection: duckdb_connection) {
        let address = UInt(bitPattern: connection)
        state.withLock { _ = $0.connections.insert(address) }
    }

    /// To be called before the connection is closed.
    func remove(_ connection: duckdb_connection) {
        let address = UInt(bitPattern: connection)
        state.withLock { _ = $0.connections.remove(address) }
    }

    func pull() {
        state.withLock { state in
            state.isPulled = true
            for address in state.connections { duckdb_interrupt(duckdb_connection(bitPattern: address)) }
        }
    }
}

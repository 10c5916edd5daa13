import Synchronization
import Transfer

/// What listings of the name servers have shown, as far as it saves or decides something. Kept in memory: after a restart
/// every file has to be seen twice again. Bounded by the listings.
final class StabilityTracker: Sendable {
    private struct Server {
        /// Since when each file has been seen with its size and time.
        var firstSeen: [RemoteFile: Int64] = [:]
        /// Files that the ledger has, and that nothing is to be done about any more.
        var settled: Set<RemoteFile> = []
    }

    private let servers = Mutex<[String: Server]>([:])

    /// Takes a listing of a server in, and judges every file of it.
    func verdicts(server: String, listing: [RemoteFile], by check: StabilityCheck, nowSeconds: Int64)
        -> [RemoteFile: StabilityVerdict]
    {
        servers.withLock { memory in
            let previous = memory[server]?.firstSeen ?? [:]
            memory[server, default: Server()].firstSeen = check.firstSeen(
                previous: previous, listing: listing, nowSeconds: nowSeconds)
            return check.verdicts(previous: previous, listing: listing, nowSeconds: nowSeconds)
        }
    }

    /// The same, without taking anything in.
    func preview(server: String, listing: [RemoteFile], by check: StabilityCheck, nowSeconds: Int64)
        -> [RemoteFile: StabilityVerdict]
    {
        let previous = servers.withLock { $0[server]?.firstSeen ?? [:] }
        return check.verdicts(previous: previous, listing: listing, nowSeconds: nowSeconds)
    }

    /// The files of a listing that are not known to be settled.
    func unsettled(server: String, listing: [RemoteFile]) -> [RemoteFile] {
        servers.withLock { memory in
            guard let settled = memory[server]?.settled, !settled.isEmpty else { return listing }
            // Those that have left are forgotten.
            let still = listing.filter(settled.contains)
            memory[server]?.settled = Set(still)
            return still.isEmpty ? listing : listing.filter { !settled.contains($0) }
        }
    }

    func settle(server: String, _ files: [RemoteFile]) {
        if files.isEmpty { return }
        servers.withLock { $0[server, default: Server()].settled.formUnion(files) }
    }
}

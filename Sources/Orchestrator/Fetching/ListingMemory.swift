import Synchronization
import Transfer

/// Since when each file on the name servers has been seen with its size and time. Kept in memory: after a restart every
/// file has to be seen twice again.
final class ListingMemory: Sendable {
    private let firstSeen = Mutex<[String: [RemoteFile: Int64]]>([:])

    /// Takes a listing of a server in, and judges every file of it.
    func verdicts(server: String, listing: [RemoteFile], by check: StabilityCheck, nowSeconds: Int64)
        -> [RemoteFile: StabilityVerdict]
    {
        firstSeen.withLock { memory in
            let previous = memory[server] ?? [:]
            memory[server] = check.firstSeen(previous: previous, listing: listing, nowSeconds: nowSeconds)
            return check.verdicts(previous: previous, listing: listing, nowSeconds: nowSeconds)
        }
    }

    /// The same, without taking anything in.
    func preview(server: String, listing: [RemoteFile], by check: StabilityCheck, nowSeconds: Int64)
        -> [RemoteFile: StabilityVerdict]
    {
        let previous = firstSeen.withLock { $0[server] ?? [:] }
        return check.verdicts(previous: previous, listing: listing, nowSeconds: nowSeconds)
    }
}

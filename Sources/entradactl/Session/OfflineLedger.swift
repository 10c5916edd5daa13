import Control
import DurableIO
import Foundation
import Ledger

/// The ledger's file, while no daemon runs: under the shared lock on the data root, so that none starts meanwhile.
struct OfflineLedger {
    let places: Paths

    /// Reads within a time: who holds the lock keeps the daemon from starting.
    func read<Value: Sendable>(seconds: Int, _ body: @Sendable (LedgerView) throws -> Value) throws -> Value {
        let lock = try RootLock(places)
        return try withExtendedLifetime(lock) {
            let watchdog = Watchdog(seconds: seconds)
            defer { watchdog.cancel() }
            return try LedgerReader(path: places.root + "/ledger.sqlite").read(body)
        }
    }

    /// The live set, and the lock that protects its files as long as it is held.
    func snapshot() throws -> (LeaseReply, RootLock) {
        let lock = try RootLock(places)
        let files = try LedgerReader(path: places.root + "/ledger.sqlite").read { try $0.liveSet() }
        return (LeaseReply(root: places.root, lease: 0, files: files), lock)
    }

    /// Space on the filesystem of the data root; nil, and so no line of it, when the system does not tell.
    static func disk(root: String) -> DiskSpace? {
        (try? Disk().space(at: root)).map { DiskSpace(freeBytes: $0.freeBytes, totalBytes: $0.totalBytes) }
    }
}

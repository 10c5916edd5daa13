import Control
import DurableIO
import Foundation
import Ledger

/// The lock file of a data root, released when the value goes away. The daemon holds it exclusively; who reads without
/// one holds it shared, who changes something without one exclusively.
final class RootLock: Sendable {
    private let lock: DirectoryLock

    /// - Throws: `unreachable` when a daemon holds it or there is no data root, `conflict` when it is wanted
    ///   exclusively and somebody holds it, `denied`.
    init(_ places: Paths, exclusive: Bool = false) throws(ControlError) {
        let path = places.root + "/lock"
        do {
            lock = try DirectoryLock(path, exclusive ? .exclusive : .shared, creates: exclusive)
        } catch let held as DirectoryLock.Held {
            throw Self.held(held, places, exclusive: exclusive)
        } catch let error as DiskError where error.code == EACCES {
            throw ControlError(
                .denied,
                exclusive
                    ? "\(path): no permission to write"
                    : "\(path): no permission to read, and no daemon listens on \(places.socket)")
        } catch let error as DiskError where ![ENOENT, ENOTDIR].contains(error.code) {
            throw ControlError(.failed, error.description)
        } catch {
            throw ControlError(
                .unreachable,
                "no daemon listens on \(places.socket), and \(places.root) is not a data root. Set them with --socket "
                    + "and --root, or with --config")
        }
    }

    private static func held(_ held: DirectoryLock.Held, _ places: Paths, exclusive: Bool) -> ControlError {
        guard exclusive else {
            return ControlError(
                .unreachable,
                "a daemon uses \(places.root), but none listens on \(places.socket): is it starting, or does it use another "
                    + "socket? Set it with --socket")
        }
        return ControlError(
            .conflict,
            "\(places.root): a daemon\(held.pid.isEmpty ? "" : " (pid \(held.pid))") or another entradactl holds it; stop it first"
        )
    }
}

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

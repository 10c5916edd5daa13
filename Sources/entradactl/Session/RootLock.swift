import Control
import DurableIO
import Foundation

/// The lock file of a data root, released when the value goes away. The daemon holds it exclusively; who reads without
/// one holds it shared, who changes something without one exclusively.
final class RootLock: Sendable {
    private let lock: DirectoryLock

    /// Errors: `unreachable` when a daemon holds it or there is no data root, `conflict` when it is wanted exclusively
    /// and somebody holds it, `denied`.
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

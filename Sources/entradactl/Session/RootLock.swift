import CPosix
import Control
import Foundation

/// The lock file of a data root, held shared; released when the value goes away. The daemon holds it exclusively.
final class RootLock: Sendable {
    private let descriptor: Int32

    /// Errors: `unreachable` when a daemon holds it or there is no data root, `denied`.
    init(_ places: Places) throws(ControlError) {
        let path = places.root + "/lock"
        descriptor = entrada_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0)
        guard descriptor >= 0 else {
            if errno == EACCES {
                throw ControlError(.denied, "\(path): no permission to read, and no daemon listens on \(places.socket)")
            }
            throw ControlError(
                .unreachable,
                "no daemon listens on \(places.socket), and \(places.root) is not a data root. Name them with --socket "
                    + "and --root, or with --config")
        }
        guard entrada_flock(descriptor, LOCK_SH | LOCK_NB) == 0 else {
            close(descriptor)
            throw ControlError(
                .unreachable,
                "a daemon holds \(places.root), but none listens on \(places.socket): is it starting, or has it another "
                    + "socket? Name it with --socket")
        }
    }

    deinit { close(descriptor) }
}

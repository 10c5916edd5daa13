import CPosix
import Control
import Foundation

/// The lock file of a data root, released when the value goes away. The daemon holds it exclusively; who reads without
/// one holds it shared, who changes something without one exclusively.
final class RootLock: Sendable {
    private let descriptor: Int32

    /// Errors: `unreachable` when a daemon holds it or there is no data root, `conflict` when it is wanted exclusively
    /// and somebody holds it, `denied`.
    init(_ places: Places, exclusive: Bool = false) throws(ControlError) {
        let path = places.root + "/lock"
        descriptor = entrada_openat(
            AT_FDCWD, path, exclusive ? O_RDWR | O_CREAT | O_CLOEXEC : O_RDONLY | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            if errno == EACCES {
                throw ControlError(
                    .denied,
                    exclusive
                        ? "\(path): no permission to write"
                        : "\(path): no permission to read, and no daemon listens on \(places.socket)")
            }
            throw ControlError(
                .unreachable,
                "no daemon listens on \(places.socket), and \(places.root) is not a data root. Set them with --socket "
                    + "and --root, or with --config")
        }
        guard entrada_flock(descriptor, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 else {
            close(descriptor)
            if exclusive {
                let holder = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
                let pid = holder.trimmingCharacters(in: .whitespacesAndNewlines)
                throw ControlError(
                    .conflict,
                    "\(places.root): a daemon\(pid.isEmpty ? "" : " (pid \(pid))") or another entradactl is using it; stop it first"
                )
            }
            throw ControlError(
                .unreachable,
                "a daemon uses \(places.root), but none listens on \(places.socket): is it starting, or does it use another "
                    + "socket? Set it with --socket")
        }
    }

    deinit { close(descriptor) }
}

import CPosix
import Foundation

/// fsync of a path; blocks.
enum FileSync {
    static func file(_ path: String) throws { try sync(path, O_RDONLY) }
    static func directory(_ path: String) throws { try sync(path, O_RDONLY | O_DIRECTORY) }

    private static func sync(_ path: String, _ flags: Int32) throws {
        let descriptor = open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("sync", path) }
    }

    /// The error for the current `errno`.
    private static func failure(_ what: String, _ path: String) -> RunFailure {
        RunFailure("cannot \(what) \(path): \(String(cString: strerror(errno)))", mayBeDisk: true)
    }
}

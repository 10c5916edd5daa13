import CPosix
import Foundation
import Synchronization

/// The lock of a data root: exclusive for the daemon, shared for a reader without one. Ends with the process.
public final class RootLock: Sendable {
    private let descriptor: Mutex<Int32>

    private init(descriptor: Int32) { self.descriptor = Mutex(descriptor) }
    deinit { release() }

    /// Takes the lock for a daemon and writes its pid into the file.
    ///
    /// Errors: `LockHeldError` with the holder's pid.
    public static func exclusive(_ root: DataRoot) throws -> RootLock {
        let descriptor = try open(root)
        guard entrada_flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            defer { close(descriptor) }
            if entrada_flock(descriptor, LOCK_SH | LOCK_NB) == 0 {
                throw LockHeldError(root: root.path, pid: "", isReaders: true)
            }
            let pid = (try? String(contentsOfFile: root.absolute("lock"), encoding: .utf8)) ?? ""
            throw LockHeldError(root: root.path, pid: pid.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        ftruncate(descriptor, 0)
        let text = "\(getpid())\n"
        _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
        return RootLock(descriptor: descriptor)
    }

    /// Takes the lock for a daemon. Readers are waited for: somebody who asks for the status at the moment of a start must
    /// not keep the daemon from starting.
    ///
    /// Errors: `LockHeldError`, at once when another daemon has it, after `patience` when readers do.
    public static func exclusive(_ root: DataRoot, patience: Duration) async throws -> RootLock {
        let deadline = ContinuousClock.now + patience
        while true {
            do { return try exclusive(root) } catch let error as LockHeldError where error.isReaders {
                if .now >= deadline { throw error }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// Takes the lock for a reader.
    public static func shared(_ root: DataRoot) throws -> RootLock {
        let descriptor = try open(root)
        guard entrada_flock(descriptor, LOCK_SH | LOCK_NB) == 0 else {
            close(descriptor)
            throw LockHeldError(root: root.path, pid: "")
        }
        return RootLock(descriptor: descriptor)
    }

    public func release() {
        descriptor.withLock { descriptor in
            if descriptor >= 0 { close(descriptor) }
            descriptor = -1
        }
    }

    private static func open(_ root: DataRoot) throws -> Int32 {
        let path = root.absolute("lock")
        let descriptor = entrada_openat(AT_FDCWD, path, O_CREAT | O_RDWR | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw FileFlowError.failed("open", path, errno) }
        return descriptor
    }
}

import DurableIO

/// The lock of a data root: exclusive for the daemon, shared for a reader without one. Ends with the process.
public final class RootLock: Sendable {
    private let lock: DirectoryLock

    private init(_ lock: DirectoryLock) { self.lock = lock }

    /// Takes the lock for a daemon and writes its pid into the file.
    ///
    /// - Throws: `LockHeldError` with the holder's pid.
    public static func exclusive(_ root: DataRoot) throws -> RootLock {
        let lock = try take(root, .exclusive)
        try translated { try lock.sign() }
        return RootLock(lock)
    }

    /// Takes the lock for a daemon. Readers are waited for: somebody who asks for the status at the moment of a start must
    /// not keep the daemon from starting.
    ///
    /// - Throws: `LockHeldError`, at once when another daemon has it, after `patience` when readers do.
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
    public static func shared(_ root: DataRoot) throws -> RootLock { RootLock(try take(root, .shared)) }

    public func release() { lock.release() }

    private static func take(_ root: DataRoot, _ mode: DirectoryLock.Mode) throws -> DirectoryLock {
        do {
            return try translated { try DirectoryLock(root.absolute("lock"), mode, creates: true) }
        } catch let held as DirectoryLock.Held {
            // A reader is kept away by a daemon only; which one, nobody asks.
            let pid = mode == .shared || held.isReaders ? "" : held.pid
            throw LockHeldError(root: root.path, pid: pid, isReaders: held.isReaders)
        }
    }

    private static func translated<T>(_ body: () throws -> T) throws -> T {
        do { return try body() } catch let error as DiskError {
            throw FileFlowError.failed(error.action, error.path, error.code)
        }
    }
}

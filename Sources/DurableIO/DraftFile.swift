import CPosix
import Glibc
import Synchronization

/// A file that is being written piece by piece under a name of its own. Blocks.
public final class DraftFile: Sendable {
    public let path: String
    private let descriptor: Mutex<Int32>

    /// - Parameter isNew: nothing may be there; otherwise it is emptied.
    /// - Throws: `DiskError`.
    public init(path: String, isNew: Bool = false) throws {
        let flags = O_WRONLY | O_CREAT | (isNew ? O_EXCL : O_TRUNC) | O_CLOEXEC | O_NOFOLLOW
        let opened = entrada_openat(AT_FDCWD, path, flags, 0o640)
        guard opened >= 0 else { throw DiskError(isNew ? "create" : "write", path, errno) }
        self.path = path
        descriptor = Mutex(opened)
    }

    deinit { release() }

    /// - Throws: `DiskError`.
    public func append(_ bytes: UnsafeRawBufferPointer) throws {
        try descriptor.withLock { try Self.write(bytes, to: $0, path) }
    }

    /// Gives it the time at which its contents count as written.
    ///
    /// - Throws: `DiskError`.
    public func setModified(seconds: Int64) throws {
        let time = timespec(tv_sec: time_t(seconds), tv_nsec: 0)
        try descriptor.withLock { descriptor in
            guard futimens(descriptor, [time, time]) == 0 else { throw DiskError("set the time of", path, errno) }
        }
    }

    /// - Throws: `DiskError`.
    public func sync() throws {
        try descriptor.withLock { guard fsync($0) == 0 else { throw DiskError("sync", path, errno) } }
    }

    /// Closes the file. Network file systems report a failed write only here.
    ///
    /// - Throws: `DiskError`.
    public func close() throws {
        try descriptor.withLock { descriptor in
            guard descriptor >= 0 else { return }
            let closed = Glibc.close(descriptor)
            descriptor = -1
            guard closed == 0 else { throw DiskError("close", path, errno) }
        }
    }

    /// Syncs the bytes, unless they need not survive a power cut, and closes the file.
    ///
    /// - Throws: `DiskError`.
    public func finish(syncs: Bool = true) throws {
        if syncs { try sync() }
        try close()
    }

    /// Closes the file and removes it.
    public func abandon() {
        release()
        unlink(path)
    }

    /// After an error that is told already.
    private func release() { try? close() }

    /// Writes all of it.
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw DiskError("write", path, count < 0 ? errno : EIO) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }
}

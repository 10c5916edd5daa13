import CPosix
import Glibc
import Synchronization

/// The lock of a directory, on a file in it: exclusive for who changes it, shared for readers. It ends with the process.
public final class DirectoryLock: Sendable {
    public enum Mode: Sendable { case exclusive, shared }

    /// Somebody else has it.
    public struct Held: Error, Sendable, Equatable {
        /// The process id that the last exclusive holder wrote into the file; empty if there is none.
        public let pid: String
        /// Only readers have it.
        public let isReaders: Bool
    }

    private let path: String
    private let descriptor: Mutex<Int32>

    /// Takes the lock at once, or not at all.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - creates: makes the file if it is not there; who may only read cannot.
    /// - Throws: `Held`, `DiskError`.
    public init(_ path: String, _ mode: Mode, creates: Bool) throws {
        let flags = mode == .exclusive || creates ? O_RDWR : O_RDONLY
        let opened = entrada_openat(AT_FDCWD, path, flags | (creates ? O_CREAT : 0) | O_CLOEXEC, 0o640)
        guard opened >= 0 else { throw DiskError("open", path, errno) }
        self.path = path
        descriptor = Mutex(opened)
        if entrada_flock(opened, (mode == .exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 { return }
        guard errno == EWOULDBLOCK else { throw DiskError("lock", path, errno) }
        let isReaders = mode == .exclusive && entrada_flock(opened, LOCK_SH | LOCK_NB) == 0
        throw Held(pid: Self.text(opened), isReaders: isReaders)
    }

    deinit { release() }

    /// Writes this process's number into the file, for who finds the lock taken.
    ///
    /// - Throws: `DiskError`.
    public func sign() throws {
        try descriptor.withLock { descriptor in
            let text = Array("\(getpid())\n".utf8)
            guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
                throw DiskError("write", path, errno)
            }
        }
    }

    public func release() {
        descriptor.withLock { descriptor in
            if descriptor >= 0 { close(descriptor) }
            descriptor = -1
        }
    }

    /// What a holder has written; it is only told, so that nothing depends on its being readable.
    private static func text(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)).prefix { $0 >= 0x30 && $0 <= 0x39 }, as: UTF8.self)
    }
}

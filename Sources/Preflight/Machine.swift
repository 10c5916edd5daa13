import Glibc

/// What the checks want to know of a machine. Passed in, so that tests need neither a disk nor users.
public protocol Machine: Sendable {
    /// What is at a path; links are followed.
    func look(at path: String) -> PathContent
    /// The bytes of a plain file, if there are no more than `limit` of them.
    func read(_ path: String, limit: Int) -> ReadContent
    func knowsUser(_ name: String) -> Bool
    /// Whether this process runs as root.
    var isRoot: Bool { get }
}

/// What is at a path.
public enum PathContent: Hashable, Sendable {
    case missing
    /// This user may not look there; the reason is the system's.
    case hidden(reason: String)
    /// The permission bits.
    case file(mode: UInt32)
    case directory
    /// A device, a socket.
    case other
}

/// What reading a file gives.
public enum ReadContent: Hashable, Sendable {
    case bytes([UInt8])
    case refused(reason: String)
}

/// The machine that this process runs on. Everything here may block: a directory may be far away, a name service slow.
public struct SystemMachine: Machine {
    public init() {}

    public var isRoot: Bool { geteuid() == 0 }

    public func look(at path: String) -> PathContent {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return errno == ENOENT || errno == ENOTDIR ? .missing : .hidden(reason: String(cString: strerror(errno)))
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file(mode: UInt32(status.st_mode & 0o7777))
        case S_IFDIR: return .directory
        default: return .other
        }
    }

    public func read(_ path: String, limit: Int) -> ReadContent {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return .refused(reason: String(cString: strerror(errno))) }
        defer { _ = close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return .refused(reason: "it is not a plain file")
        }
        guard status.st_size <= limit else { return .refused(reason: "it is larger than \(limit) bytes") }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                return Glibc.read(descriptor, rest.baseAddress, rest.count)
            }
            if count == 0 { break }
            if count < 0 && errno != EINTR { return .refused(reason: String(cString: strerror(errno))) }
            filled += max(count, 0)
        }
        return .bytes(Array(bytes.prefix(filled)))
    }

    public func knowsUser(_ name: String) -> Bool {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        return getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0 && found != nil
    }
}

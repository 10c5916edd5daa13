import Glibc

/// A file that is read as a whole: a key, a list of known hosts.
struct SmallFile {
    struct Failure: Error {
        var errno: Int32
        var reason: String { String(cString: strerror(errno)) }
    }

    var bytes: [UInt8]
    /// The permission bits.
    var mode: UInt32

    init(path: String, limit: Int) throws(Failure) {
        let descriptor = Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(errno: Glibc.errno) }
        defer { _ = Glibc.close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure(errno: Glibc.errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(errno: EINVAL) }
        guard status.st_size <= limit else { throw Failure(errno: EFBIG) }
        mode = UInt32(status.st_mode & 0o7777)
        bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                return Glibc.read(descriptor, rest.baseAddress, rest.count)
            }
            if count == 0 { bytes.removeSubrange(filled...) }
            if count < 0 && Glibc.errno != EINTR { throw Failure(errno: Glibc.errno) }
            filled += max(count, 0)
        }
    }
}

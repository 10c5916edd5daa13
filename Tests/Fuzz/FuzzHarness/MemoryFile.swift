import Glibc

/// A file without a name, in memory where there is such a file system, whose content is replaced again and again.
public final class MemoryFile {
    private let descriptor: Int32
    /// Opens the content anew.
    public var path: String { "/proc/self/fd/\(descriptor)" }

    public init() {
        var descriptor: Int32 = -1
        for folder in ["/dev/shm", "/tmp"] where descriptor < 0 {
            var name = Array("\(folder)/entrada-XXXXXX".utf8CString)
            descriptor = mkstemp(&name)
            if descriptor >= 0 { unlink(name) }
        }
        precondition(descriptor >= 0, "no file can be made")
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    public func replace(with bytes: UnsafeRawBufferPointer) {
        precondition(
            ftruncate(descriptor, 0) == 0 && pwrite(descriptor, bytes.baseAddress, bytes.count, 0) == bytes.count)
    }
}

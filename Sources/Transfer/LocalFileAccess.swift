import FileNames
import Glibc

/// The file operations of a source on this host.
final class LocalFileAccess: FileAccess {
    static let place = "this host"

    func forEachEntry(
        in directory: SourcePath, _ body: (FileName, FileStatus?) throws(TransferError) -> Void
    ) throws(TransferError) {
        guard let stream = directory.withCString({ path, _ in opendir(path) }) else {
            throw errno == ENOENT || errno == ENOTDIR
                ? .directoryMissing(place: Self.place, path: directory.text) : Self.failure("list", at: directory)
        }
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw Self.failure("list", at: directory) }
                return
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { FileName(bytes: $0.prefix { $0 != 0 }) }
            if !name.isDots { try body(name, nil) }
        }
    }

    func status(of path: SourcePath) throws(TransferError) -> FileStatus? {
        var status = stat()
        guard path.withCString({ path, _ in lstat(path, &status) }) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw Self.failure("look at", at: path)
        }
        return FileStatus(
            sizeBytes: Int64(status.st_size), modifiedSeconds: Int64(status.st_mtim.tv_sec),
            isPlainFile: status.st_mode & S_IFMT == S_IFREG)
    }

    func open(_ path: SourcePath) throws(TransferError) -> any FileReader {
        // O_NONBLOCK: should the file have become a pipe, opening it must not wait for a writer.
        let descriptor = path.withCString { path, _ in
            Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        }
        guard descriptor >= 0 else {
            throw errno == ENOENT
                ? .disappeared(place: Self.place, path: path.text) : Self.failure("read", at: path)
        }
        return LocalFileReader(path: path, descriptor: descriptor)
    }

    func remove(_ path: SourcePath) throws(TransferError) -> Bool {
        if path.withCString({ path, _ in unlink(path) }) == 0 { return true }
        if errno == ENOENT { return false }
        throw Self.failure("delete", at: path)
    }

    var facts: ConnectionFacts? { nil }

    func close() {}

    /// The error for the current `errno`.
    static func failure(_ operation: String, at path: SourcePath) -> TransferError {
        switch errno {
        case EACCES, EPERM, EROFS: .permissionDenied(place: place, path: path.text, operation: operation)
        case let code:
            .sourceFailure(place: place, path: path.text, operation: operation, reason: String(cString: strerror(code)))
        }
    }
}

/// A file of this host that is being read.
final class LocalFileReader: FileReader {
    private let path: SourcePath
    private let descriptor: Int32

    init(path: SourcePath, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(TransferError) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw LocalFileAccess.failure("read", at: path) }
        }
    }

    func close() { _ = Glibc.close(descriptor) }
}

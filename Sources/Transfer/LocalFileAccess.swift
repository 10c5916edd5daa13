import Glibc

/// The file operations of a source on this host.
final class LocalFileAccess: FileAccess {
    static let place = "this host"

    func forEachEntry(
        in directory: String, _ body: (String, FileStatus?) throws(TransferError) -> Void
    ) throws(TransferError) {
        guard let stream = opendir(directory) else {
            throw errno == ENOENT || errno == ENOTDIR
                ? .directoryMissing(place: Self.place, path: directory) : Self.failure("list", at: directory)
        }
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw Self.failure("list", at: directory) }
                return
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
            }
            // A name that is not UTF-8 is counted by the caller, and then skipped because it is empty.
            if name != "." && name != ".." { try body(name ?? "", nil) }
        }
    }

    func status(of path: String) throws(TransferError) -> FileStatus? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw Self.failure("look at", at: path)
        }
        return FileStatus(
            sizeBytes: Int64(status.st_size), modifiedSeconds: Int64(status.st_mtim.tv_sec),
            isPlainFile: status.st_mode & S_IFMT == S_IFREG)
    }

    func open(_ path: String) throws(TransferError) -> any FileReader {
        // O_NONBLOCK: should the file have become a pipe, opening it must not wait for a writer.
        let descriptor = Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT
                ? .disappeared(place: Self.place, path: path) : Self.failure("read", at: path)
        }
        return LocalFileReader(path: path, descriptor: descriptor)
    }

    func remove(_ path: String) throws(TransferError) -> Bool {
        if unlink(path) == 0 { return true }
        if errno == ENOENT { return false }
        throw Self.failure("delete", at: path)
    }

    var facts: ConnectionFacts? { nil }

    func close() {}

    /// The error for the current `errno`.
    static func failure(_ operation: String, at path: String) -> TransferError {
        switch errno {
        case EACCES, EPERM, EROFS: .permissionDenied(place: place, path: path, operation: operation)
        case let code:
            .sourceFailure(place: place, path: path, operation: operation, reason: String(cString: strerror(code)))
        }
    }
}

import CPosix
import Failpoints
import Glibc

/// A file on its way: `<destination>.part` until it is complete and durable, then `destination`, never something else.
final class PartFile {
    private let destination: String
    private let path: String
    private let expectedBytes: Int64
    private let failpoints: Failpoints
    private var descriptor: Int32 = -1

    /// Deletes a leftover of an earlier attempt and creates the file. Asks first whether there is room for it: to fill
    /// the disk to the last byte would stop everything else that runs on it.
    init(destination: String, expectedBytes: Int64, failpoints: Failpoints = .off) throws(TransferError) {
        self.destination = destination
        self.failpoints = failpoints
        self.expectedBytes = expectedBytes
        path = destination + ".part"
        guard unlink(path) == 0 || errno == ENOENT else { throw failure("delete the leftover", at: path) }
        var status = stat()
        // The rename below is what makes it safe; this only saves fetching a file for nothing.
        if lstat(destination, &status) == 0 { throw .destinationExists(path: destination) }
        var (free, total): (UInt64, UInt64) = (0, 0)
        if entrada_disk_space(directory, &free, &total) == 0, free < UInt64(clamping: expectedBytes) {
            throw .diskFull(path: destination, neededBytes: expectedBytes)
        }
        descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640)
        if descriptor < 0 { throw failure("create", at: path) }
        do { try pass(.partAfterCreate, "create", path) } catch {
            discard()
            throw error
        }
    }

    /// Passes a failpoint; what it gives looks as if the system had given it.
    private func pass(_ point: Failpoint, _ operation: String, _ path: String) throws(TransferError) {
        do { try failpoints.hit(point) } catch {
            errno = (error as? FailpointError)?.code ?? EINTR
            throw failure(operation, at: path)
        }
    }

    private var directory: String {
        guard let slash = destination.lastIndex(of: "/") else { return "." }
        return slash == destination.startIndex ? "/" : String(destination[..<slash])
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(TransferError) {
        var rest = bytes[...]
        while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
            let count = Glibc.write(descriptor, start, rest.count)
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw failure("write", at: path)
            }
        }
    }

    /// Gives the file the source's time, makes it durable and moves it to its destination, which must not exist.
    func publish(modifiedSeconds: Int64) throws(TransferError) {
        let time = timespec(tv_sec: time_t(modifiedSeconds), tv_nsec: 0)
        guard futimens(descriptor, [time, time]) == 0 else { throw failure("set the time of", at: path) }
        try pass(.partBeforeSync, "make durable", path)
        guard fsync(descriptor) == 0 else { throw failure("make durable", at: path) }
        try pass(.partAfterSync, "rename to its final name", path)
        let closed = Glibc.close(descriptor)
        descriptor = -1
        // Network file systems report a failed write only here.
        guard closed == 0 else {
            let error = failure("close", at: path)
            unlink(path)
            throw error
        }
        guard entrada_rename_noreplace(path, destination) == 0 else {
            let error = failure("rename to its final name", at: destination)
            unlink(path)
            throw error
        }
        do { try pass(.partAfterRename, "make durable the directory", directory) } catch {
            unlink(destination)
            throw error
        }
        try syncDirectory()
    }

    /// Deletes what was written, unless it was published.
    func discard() {
        guard descriptor >= 0 else { return }
        _ = Glibc.close(descriptor)
        descriptor = -1
        unlink(path)
    }

    /// Without this the name, and with it the file, could be gone after a power cut.
    private func syncDirectory() throws(TransferError) {
        let handle = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if handle >= 0 { _ = Glibc.close(handle) } }
        guard handle >= 0, fsync(handle) == 0 else {
            let error = failure("make durable the directory", at: directory)
            unlink(destination)
            throw error
        }
    }

    /// The error for the current `errno`.
    private func failure(_ operation: String, at path: String) -> TransferError {
        switch errno {
        case ENOSPC, EDQUOT: .diskFull(path: destination, neededBytes: expectedBytes)
        case EACCES, EPERM, EROFS: .localPermissionDenied(path: path, operation: operation)
        case EEXIST where path == destination: .destinationExists(path: destination)
        case let code: .localFailure(path: path, operation: operation, errno: code)
        }
    }
}

import DurableIO
import Failpoints
import Glibc

/// A file on its way: `<destination>.part` until it is complete and durable, then `destination`, never something else.
final class PartFile {
    private let destination: String
    private let path: String
    private let expectedBytes: Int64
    private let failpoints: Failpoints
    private let disk = Disk()
    private var file: DraftFile?

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
        // Where nobody can tell how much is free, a full disk is met while the file is written.
        if let space = try? disk.space(at: directory), space.freeBytes < expectedBytes {
            throw .diskFull(path: destination, neededBytes: expectedBytes)
        }
        let path = path
        try done("create", path) { file = try DraftFile(path: path, isNew: true) }
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

    private var directory: String { Disk.parent(of: destination) }

    /// Does something with the file; what goes wrong is told in the words of a transfer.
    private func done(_ operation: String, _ path: String, _ body: () throws -> Void) throws(TransferError) {
        do { try body() } catch {
            errno = (error as? DiskError)?.code ?? EIO
            throw failure(operation, at: path)
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(TransferError) {
        try done("write", path) { try file?.append(bytes) }
    }

    /// Gives the file the source's time, makes it durable and moves it to its destination, which must not exist.
    func publish(modifiedSeconds: Int64) throws(TransferError) {
        try done("set the time of", path) { try file?.setModified(seconds: modifiedSeconds) }
        try pass(.partBeforeSync, "make durable", path)
        try done("make durable", path) { try file?.sync() }
        try pass(.partAfterSync, "rename to its final name", path)
        do {
            try done("close", path) { try file?.close() }
            file = nil
            try done("rename to its final name", destination) { try disk.renameNoReplace(path, destination) }
        } catch {
            file = nil
            unlink(path)
            throw error
        }
        // Without a durable name the file could be gone after a power cut: then it is not published.
        do {
            try pass(.partAfterRename, "make durable the directory", directory)
            try done("make durable the directory", directory) { try disk.syncDirectory(directory) }
        } catch {
            unlink(destination)
            throw error
        }
    }

    /// Deletes what was written, unless it was published.
    func discard() {
        file?.abandon()
        file = nil
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

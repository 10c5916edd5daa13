import CPosix
import Foundation

/// Files beside the ledger that must survive a power cut. Blocks. Errors: `LedgerError.file`.
enum DurableFile {
    static func sync(_ path: String) throws { try sync(path, O_RDONLY) }

    /// Renames over what is there, and syncs the directory.
    static func replace(_ path: String, with other: String) throws {
        guard rename(other, path) == 0 else { throw failure("rename \(other) to", path) }
        try syncDirectory(of: path)
    }

    static func syncDirectory(of path: String) throws {
        let directory = (path as NSString).deletingLastPathComponent
        try sync(directory.isEmpty ? "." : directory, O_RDONLY | O_DIRECTORY)
    }

    /// Appends a line in one write, after a line break if the last one was cut off, and syncs. Gives the file's size.
    static func append(_ line: String, to path: String) throws -> Int64 {
        let descriptor = entrada_openat(AT_FDCWD, path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { close(descriptor) }
        let size = lseek(descriptor, 0, SEEK_END)
        var last: UInt8 = 0x0A
        if size > 0 { _ = pread(descriptor, &last, 1, size - 1) }
        let bytes = Array(((last == 0x0A ? "" : "\n") + line + "\n").utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count else { throw failure("write", path) }
        guard fsync(descriptor) == 0 else { throw failure("sync", path) }
        if size == 0 { try syncDirectory(of: path) }
        return Int64(size) + Int64(bytes.count)
    }

    /// Gives a file to whom another one belongs: root may have made it for the daemon's user.
    static func takeOwner(of other: String, for path: String) throws {
        var status = stat()
        guard stat(other, &status) == 0 else { throw failure("look at", other) }
        guard chmod(path, 0o640) == 0 else { throw failure("change the mode of", path) }
        if geteuid() == 0, chown(path, status.st_uid, status.st_gid) != 0 { throw failure("change the owner of", path) }
    }

    /// Puts a whole file in the place of another.
    static func create(_ text: String, at path: String) throws {
        let partial = path + ".part"
        unlink(partial)
        _ = try append(text, to: partial)
        try replace(path, with: partial)
    }

    private static func sync(_ path: String, _ flags: Int32) throws {
        let descriptor = entrada_openat(AT_FDCWD, path, flags | O_CLOEXEC, 0)
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("sync", path) }
    }

    private static func failure(_ what: String, _ path: String) -> LedgerError {
        .file("cannot \(what) \(path): \(String(cString: strerror(errno)))")
    }
}

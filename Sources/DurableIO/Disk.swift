import CPosix
import Foundation
import Glibc

/// The operations that change what a disk has, each durable as far as its comment says. Blocks.
///
/// All throw `DiskError`, or what the faults throw.
public struct Disk: Sendable {
    /// What the name of a file ends with until it is whole.
    public static let draftSuffix = ".part"

    let faults: DiskFaults

    public init(faults: DiskFaults = .none) { self.faults = faults }

    // MARK: Whole files

    /// Puts a file with these bytes in the place of whatever is at a path: there is the old content or the new one at any
    /// time. A draft that was left by somebody who was killed is overwritten.
    ///
    /// - Parameter syncs: it must survive a power cut, and not only the end of this process.
    public func replace(_ path: String, with bytes: [UInt8], syncs: Bool = true) throws {
        let draft = path + Self.draftSuffix
        do {
            try write(bytes, to: draft, syncs: syncs)
            try rename(draft, over: path)
        } catch {
            // What cannot be removed either is overwritten the next time.
            unlink(draft)
            throw error
        }
        if syncs { try syncDirectory(Self.parent(of: path)) }
    }

    /// Removes the draft that a killed `replace` of this path has left.
    public func removeDraft(of path: String) throws { try remove(path + Self.draftSuffix) }

    /// Makes or overwrites a file and syncs it, but not its name.
    public func write(_ bytes: [UInt8], to path: String, syncs: Bool = true) throws {
        try faults.pass(.write, "write", path)
        let file = try DraftFile(path: path)
        try bytes.withUnsafeBytes { try file.append($0) }
        try file.finish(syncs: syncs)
        try faults.pass(.written, "write", path)
    }

    /// Appends a line in one write, after a line break if the last one was cut off, and syncs; a new file with its name.
    ///
    /// - Returns: the size of the file.
    public func appendLine(_ line: String, to path: String) throws -> Int64 {
        try faults.pass(.write, "write", path)
        let descriptor = entrada_openat(AT_FDCWD, path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw DiskError("open", path, errno) }
        defer { close(descriptor) }
        let size = lseek(descriptor, 0, SEEK_END)
        guard size >= 0 else { throw DiskError("read", path, errno) }
        var last = UInt8(ascii: "\n")
        if size > 0, pread(descriptor, &last, 1, size - 1) != 1 { throw DiskError("read", path, errno) }
        let bytes = Array(((last == UInt8(ascii: "\n") ? "" : "\n") + line + "\n").utf8)
        try bytes.withUnsafeBytes { try DraftFile.write($0, to: descriptor, path) }
        try faults.pass(.syncFile, "sync", path)
        guard fsync(descriptor) == 0 else { throw DiskError("sync", path, errno) }
        if size == 0 { try syncDirectory(Self.parent(of: path)) }
        return Int64(size) + Int64(bytes.count)
    }

    // MARK: Names

    /// Renames over what is there; not durable before the directories are synced.
    public func rename(_ from: String, over to: String) throws {
        try faults.pass(.rename, "rename \(from) to", to)
        guard Glibc.rename(from, to) == 0 else { throw DiskError("rename \(from) to", to, errno) }
        try faults.pass(.renamed, "rename \(from) to", to)
    }

    /// Renames over what is there, and syncs the directory of the new name.
    public func renameDurably(_ from: String, over to: String) throws {
        try rename(from, over: to)
        try syncDirectory(Self.parent(of: to))
    }

    /// Renames to a name that nothing has (EEXIST otherwise); not durable before the directories are synced.
    public func renameNoReplace(_ from: String, _ to: String) throws {
        try faults.pass(.rename, "rename \(from) to", to)
        guard entrada_rename_noreplace(from, to) == 0 else { throw DiskError("rename \(from) to", to, errno) }
        try faults.pass(.renamed, "rename \(from) to", to)
    }

    /// Makes one directory; not durable before its parent is synced. Making what is there is done already.
    public func makeDirectory(_ path: String) throws {
        try faults.pass(.makeDirectory, "make the directory", path)
        if mkdir(path, 0o750) != 0 && errno != EEXIST { throw DiskError("make the directory", path, errno) }
    }

    /// Removing what is not there is done already.
    public func remove(_ path: String) throws {
        try faults.pass(.remove, "remove", path)
        guard unlink(path) == 0 || errno == ENOENT else { throw DiskError("remove", path, errno) }
        try faults.pass(.removed, "remove", path)
    }

    /// Removes a directory with all that is in it, or a file. Removing what is not there is done already.
    public func removeTree(_ path: String) throws {
        try faults.pass(.remove, "remove", path)
        var info = stat()
        guard lstat(path, &info) == 0 else {
            if DiskError.isAbsence(errno) { return }
            throw DiskError("look at", path, errno)
        }
        // It knows names that are no UTF-8.
        try FileManager.default.removeItem(atPath: path)
    }

    // MARK: Syncing

    public func syncFile(_ path: String) throws {
        try faults.pass(.syncFile, "sync", path)
        try sync(path, O_RDONLY)
    }

    public func syncDirectory(_ path: String) throws {
        try faults.pass(.syncDirectory, "sync", path)
        try sync(path, O_RDONLY | O_DIRECTORY)
    }

    /// Syncs a directory and every directory below it, so that the names of all that is in it are durable.
    public func syncTree(_ path: String) throws {
        try DirectoryWalk(faults: faults).each(below: path) { entry in
            if entry.kind == .directory { try syncDirectory(path + "/" + entry.path) }
        }
        try syncDirectory(path)
    }

    private func sync(_ path: String, _ flags: Int32) throws {
        let descriptor = entrada_openat(AT_FDCWD, path, flags | O_CLOEXEC, 0)
        guard descriptor >= 0 else { throw DiskError("open", path, errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw DiskError("sync", path, errno) }
    }

    // MARK: Looking

    /// The names in a directory, sorted; `nil` if there is no such directory. One that cannot be read is an error.
    public func list(_ directory: String) throws -> [String]? {
        var names: [String] = []
        let isThere = try DirectoryWalk(faults: faults, isDeep: false).each(below: directory) { names.append($0.path) }
        return isThere ? names.sorted() : nil
    }

    /// Whether there is something at a path; links are followed.
    public func exists(_ path: String) throws -> Bool {
        var info = stat()
        if stat(path, &info) == 0 { return true }
        guard DiskError.isAbsence(errno) else { throw DiskError("look at", path, errno) }
        return false
    }

    /// The bytes that are free on the filesystem that holds a path, and those that it has.
    public func space(at path: String) throws -> (freeBytes: Int64, totalBytes: Int64) {
        try faults.pass(.space, "tell the free space at", path)
        var (free, total): (UInt64, UInt64) = (0, 0)
        guard entrada_disk_space(path, &free, &total) == 0 else {
            throw DiskError("tell the free space at", path, errno)
        }
        return (Int64(clamping: free), Int64(clamping: total))
    }

    /// The directory that a path is in.
    public static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

/// What could not be done to a file, and what the system said.
public struct DiskError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Follows "cannot": `sync`, `rename a to`.
    public let action: String
    public let path: String
    /// As `errno`.
    public let code: Int32

    public init(_ action: String, _ path: String, _ code: Int32) {
        self.action = action
        self.path = path
        self.code = code
    }

    /// What the system said.
    public var reason: String { String(cString: strerror(code)) }

    public var description: String { "cannot \(action) \(path): \(reason)" }

    /// Whether the system says that there is nothing at a path; every other error says that nobody knows.
    static func isAbsence(_ code: Int32) -> Bool { code == ENOENT || code == ENOTDIR }
}

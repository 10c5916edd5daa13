import CPosix
import DurableIO
import Foundation

/// Files beside the ledger that must survive a power cut. Blocks.
///
/// - Throws: `LedgerError.file`.
enum DurableFile {
    private static let disk = Disk()

    static func sync(_ path: String) throws { try translated { try disk.syncFile(path) } }

    /// Renames over what is there, and syncs the directory.
    static func replace(_ path: String, with other: String) throws {
        try translated { try disk.renameDurably(other, over: path) }
    }

    /// Appends a line in one write, after a line break if the last one was cut off, and syncs. Gives the file's size.
    static func append(_ line: String, to path: String) throws -> Int64 {
        try translated { try disk.appendLine(line, to: path) }
    }

    /// Puts a whole file in the place of another.
    static func create(_ text: String, at path: String) throws {
        try translated { try disk.replace(path, with: Array((text + "\n").utf8)) }
    }

    /// Removing what is not there is done already.
    static func remove(_ path: String) throws { try translated { try disk.remove(path) } }

    /// Whether there is something; that nobody can tell is an error.
    static func exists(_ path: String) throws -> Bool { try translated { try disk.exists(path) } }

    /// Bytes of a file; `nil`: there is none.
    static func size(of path: String) throws -> Int64? {
        var status = stat()
        if stat(path, &status) == 0 { return Int64(status.st_size) }
        if errno == ENOENT { return nil }
        throw failure("look at", path)
    }

    /// Gives a file to whom another one belongs: root may have made it for the daemon's user.
    static func takeOwner(of other: String, for path: String) throws {
        var status = stat()
        guard stat(other, &status) == 0 else { throw failure("look at", other) }
        guard chmod(path, 0o640) == 0 else { throw failure("change the mode of", path) }
        if geteuid() == 0, chown(path, status.st_uid, status.st_gid) != 0 { throw failure("change the owner of", path) }
    }

    private static func translated<T>(_ body: () throws -> T) throws -> T {
        do { return try body() } catch let error as DiskError { throw LedgerError.file(error.description) }
    }

    private static func failure(_ what: String, _ path: String) -> LedgerError {
        .file(DiskError(what, path, errno).description)
    }
}

/// Where a ledger may live: SQLite's locks and shared memory are not safe on network filesystems.
enum LedgerFilesystem {
    /// By the magic numbers of statfs(2).
    static let network: [UInt64: String] = [
        0x6969: "NFS", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB2", 0x517B: "SMB", 0x0102_1997: "9p",
        0x5346_414F: "AFS", 0x00C3_6400: "Ceph", 0x6573_5546: "FUSE", 0x0BD0_0BD0: "Lustre", 0x4750_4653: "GPFS",
        0x7461_636F: "OCFS2", 0x0116_1970: "GFS2",
    ]

    /// Looks at the directory, and at the file too: it may be a symbolic link to elsewhere.
    ///
    /// - Throws: `LedgerError.networkFilesystem`.
    static func requireLocal(_ path: String, typeOf: (String) -> UInt64 = magic(of:)) throws {
        let directory = (path as NSString).deletingLastPathComponent
        for place in [directory.isEmpty ? "." : directory, path] {
            if let kind = network[typeOf(place)] { throw LedgerError.networkFilesystem(path: path, kind: kind) }
        }
    }

    /// The number that the kernel gives a path's filesystem; 0 if it gives none.
    static func magic(of path: String) -> UInt64 { entrada_filesystem_type(path) }
}

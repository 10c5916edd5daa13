import CPosix
import Foundation

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
    /// Errors: `LedgerError.networkFilesystem`.
    static func requireLocal(_ path: String, typeOf: (String) -> UInt64 = magic(of:)) throws {
        let directory = (path as NSString).deletingLastPathComponent
        for place in [directory.isEmpty ? "." : directory, path] {
            if let kind = network[typeOf(place)] { throw LedgerError.networkFilesystem(path: path, kind: kind) }
        }
    }

    /// The number that the kernel gives a path's filesystem; 0 if it gives none.
    static func magic(of path: String) -> UInt64 { entrada_filesystem_type(path) }
}

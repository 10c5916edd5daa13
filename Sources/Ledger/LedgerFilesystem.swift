import CPosix
import Foundation

/// Where a ledger may live: SQLite's locks and shared memory are not safe on network filesystems.
enum LedgerFilesystem {
    private static let network: [UInt64: String] = [
        0x6969: "NFS", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB2", 0x517B: "SMB", 0x0102_1997: "9p",
        0x5346_414F: "AFS", 0x00C3_6400: "Ceph", 0x6573_5546: "FUSE",
    ]

    static func requireLocal(_ path: String) throws {
        let directory = (path as NSString).deletingLastPathComponent
        if let kind = network[entrada_filesystem_type(directory.isEmpty ? "." : directory)] {
            throw LedgerError.networkFilesystem(path: path, kind: kind)
        }
    }
}

import Testing

@testable import Ledger

/// A ledger lives on a local disk only.
@Suite struct FilesystemTests {
    @Test(arguments: LedgerFilesystem.network.keys.sorted())
    func networkFilesystemsAreRefused(_ magic: UInt64) throws {
        let kind = try #require(LedgerFilesystem.network[magic])
        let refusal = LedgerError.networkFilesystem(path: "/data/ledger.sqlite", kind: kind)
        #expect(throws: refusal) {
            try LedgerFilesystem.requireLocal("/data/ledger.sqlite") { $0 == "/data" ? magic : 0xEF53 }
        }
        #expect(throws: refusal, "a link to elsewhere") {
            try LedgerFilesystem.requireLocal("/data/ledger.sqlite") { $0 == "/data" ? 0xEF53 : magic }
        }
        #expect(refusal.description.contains("Put the data root on a local disk"))
    }

    /// ext4, XFS, Btrfs, ZFS, tmpfs, overlayfs, and what statfs(2) cannot tell.
    @Test(arguments: [0xEF53, 0x5846_5342, 0x9123_683E, 0x2FC1_2FC1, 0x0102_1994, 0x794C_7630, 0] as [UInt64])
    func localOnesAreNot(_ magic: UInt64) throws {
        try LedgerFilesystem.requireLocal("ledger.sqlite") { _ in magic }
    }

    /// The kernel's own filesystem has a number that is known, so that the question reaches the kernel.
    @Test func theKernelIsAsked() {
        #expect(LedgerFilesystem.magic(of: "/proc") == 0x9FA0)
        #expect(LedgerFilesystem.magic(of: "/no such place") == 0)
    }
}

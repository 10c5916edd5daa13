import RealServers
import Foundation
import Testing

@testable import Transfer

@Suite("Files on their way")
struct PartFileTests {
    @Test("a disk that fills up while writing", .enabled(if: SmallDisk.isPossible, "needs root and tmpfs"))
    func fullDisk() throws {
        let folder = try TestFolder()
        let disk = try SmallDisk(at: folder.path, sizeBytes: 1 << 20)
        let part = try PartFile(destination: folder["capture"], expectedBytes: 0)
        #expect(throws: TransferError.diskFull(path: folder["capture"], neededBytes: 0)) {
            try TestFolder.noise(2 << 20).withUnsafeBytes { bytes in try part.write(bytes) }
        }
        part.discard()
        #expect(try folder.names(in: "").isEmpty)
        try disk.unmount()
    }

    @Test("discarding after publishing leaves the file alone")
    func published() throws {
        let folder = try TestFolder()
        let part = try PartFile(destination: folder["capture"], expectedBytes: 3)
        try Data("abc".utf8).withUnsafeBytes { bytes in try part.write(bytes) }
        try part.publish(modifiedSeconds: 5)
        part.discard()
        #expect(try folder.names(in: "") == ["capture"])
        #expect(try folder.bytes("capture") == Data("abc".utf8))
    }
}

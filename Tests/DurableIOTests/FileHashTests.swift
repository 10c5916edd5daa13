import DurableIO
import Foundation
import RealServers
import Testing

@Suite("digests of files")
struct FileHashTests {
    /// FIPS 180-4, the digest of "abc".
    private static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    @Test("of bytes, of a file, of its beginnings in one reading")
    func digests() throws {
        let folder = try TestFolder()
        try folder.write("abcdef", to: "file")
        let path = folder["file"]
        #expect(FileHash.sha256(of: Array("abc".utf8)) == Self.abc)
        let begin = try FileHash.sha256(of: path, firstBytes: 3)
        #expect(begin.sha256 == Self.abc && begin.bytes == 3)
        let whole = try FileHash.sha256(of: path, syncs: true)
        #expect(whole.bytes == 6)
        let all = try FileHash.sha256(of: path, prefixes: [3, 6, 7])
        #expect(all.prefixes == [3: Self.abc, 6: whole.sha256])
        #expect(all.sha256 == whole.sha256)
    }

    @Test("a file that is longer than the buffer; one that is not there")
    func long() throws {
        let folder = try TestFolder()
        let bytes = [UInt8](repeating: 7, count: 3 << 20)
        try folder.write(Data(bytes), to: "file")
        #expect(try FileHash.sha256(of: folder["file"]).sha256 == FileHash.sha256(of: bytes))
        #expect(throws: DiskError.self) { try FileHash.sha256(of: folder["none"]) }
    }
}

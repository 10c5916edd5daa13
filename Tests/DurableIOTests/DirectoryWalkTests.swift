import DurableIO
import Foundation
import RealServers
import Testing

@Suite("walks")
struct DirectoryWalkTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
        try folder.make("a/b")
        try folder.write("12345", to: "a/b/five", modifiedSeconds: 1_700_000_000)
        try folder.write("1", to: "one")
    }

    @Test("everything below a directory is seen once, with size and time; links are not followed")
    func all() throws {
        #expect(symlink(folder.path, folder["a/round"]) == 0)
        var found: [String: DirectoryWalk.Entry] = [:]
        #expect(try DirectoryWalk().each(below: folder.path) { found[$0.path] = $0 })
        #expect(found.keys.sorted() == ["a", "a/b", "a/b/five", "a/round", "one"])
        #expect(found["a/b/five"]?.bytes == 5)
        #expect(found["a/b/five"]?.modifiedUs == 1_700_000_000_000_000)
        #expect(found["a"]?.kind == .directory && found["one"]?.kind == .file && found["a/round"]?.kind == .other)
    }

    @Test("a directory that cannot be read is an error, and never an empty one")
    func unreadable() throws {
        let faults = DiskFaults { step, path in step == .list && path.hasSuffix("/a/b") ? EACCES : nil }
        let error = #expect(throws: DiskError.self) {
            try DirectoryWalk(faults: faults).each(below: folder.path) { _ in }
        }
        #expect(error?.path == folder["a/b"] && error?.code == EACCES)
        var (hidden, seen): ([String], [String]) = ([], [])
        try DirectoryWalk(faults: faults).each(below: folder.path) { path, _ in
            hidden.append(path)
        } _: {
            seen.append($0.path)
        }
        #expect(hidden == ["a/b"])
        #expect(seen.sorted() == ["a", "a/b", "one"], "what is beside it is seen all the same")
    }

    @Test("the directory itself: not there, not readable, not a directory")
    func roots() throws {
        #expect(try DirectoryWalk().each(below: folder["none"]) { _ in } == false)
        #expect(throws: DiskError.self) { try DirectoryWalk().each(below: folder["one"]) { _ in } }
        let faults = DiskFaults { _, _ in EIO }
        #expect(throws: DiskError.self) { try DirectoryWalk(faults: faults).each(below: folder.path) { _ in } }
    }

    @Test("names that are no UTF-8 are gone into")
    func bytes() throws {
        let name = Array((folder.path + "/").utf8) + [0xC3, 0x28]
        let made = (name + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { mkdir($0, 0o755) } ?? -1 }
        }
        #expect(made == 0)
        let file = (name + Array("/x".utf8) + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { creat($0, 0o644) } ?? -1 }
        }
        try #require(file >= 0)
        close(file)
        var files = 0
        try DirectoryWalk().each(below: folder.path) { if $0.kind == .file { files += 1 } }
        #expect(files == 3)
    }
}

import FileFlow
import Foundation
import Testing

@Suite struct FilesystemTests {
    private let files = PosixFileSystem()

    @Test func theDigestIsSHA256OfAllOrOfTheFirstBytes() async throws {
        let bench = try FlowBench()
        // FIPS 180-2, appendix B: "abc" and one million times "a".
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        try bench.put("abc", at: "incoming/abc")
        #expect(try await bench.flow().digest("incoming/abc") == FileDigest(sha256: abc, sizeBytes: 3))
        try bench.put("abcdef", at: "incoming/longer")
        let first = try await bench.flow().digest("incoming/longer", firstBytes: 3)
        #expect(first == FileDigest(sha256: abc, sizeBytes: 3), "a longer version begins with the old bytes")
        try bench.put(String(repeating: "a", count: 1_000_000), at: "incoming/million")
        let million = try await bench.flow().digest("incoming/million", firstBytes: 5_000_000)
        #expect(million.sha256 == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
        #expect(million.sizeBytes == 1_000_000)
    }

    @Test func theDigestsOfBeginningsAreThoseOfShorterFiles() async throws {
        let bench = try FlowBench()
        // Larger than what is read at once, and sizes on, before and behind its bounds.
        let text = String(repeating: "0123456789", count: 210_000)
        try bench.put(text, at: "incoming/large")
        let sizes: Set<Int64> = [1, 10, 1 << 20, (1 << 20) + 1, 2 << 20, 2_099_999, 2_100_000, 3_000_000]
        let (whole, prefixes) = try await bench.flow().digests("incoming/large", prefixes: sizes)
        #expect(try await bench.flow().digest("incoming/large") == whole)
        #expect(prefixes.keys.sorted() == sizes.filter { $0 <= 2_100_000 }.sorted())
        for (size, sha256) in prefixes {
            #expect(try await bench.flow().digest("incoming/large", firstBytes: size).sha256 == sha256, "\(size)")
        }
    }

    @Test func whatIsAbsentIsNotAnErrorWhereItMayBe() async throws {
        let bench = try FlowBench()
        #expect(try await bench.flow().stat("incoming/absent") == nil)
        #expect(try await bench.flow().stat("incoming/absent/below") == nil)
        try await bench.flow().remove("incoming/absent")
        try await bench.flow().remove("no such directory/absent")
        #expect(try files.list(bench.root.absolute("no such directory")) == [])
        await #expect(throws: FileFlowError.failed("open", bench.root.absolute("incoming/absent"), ENOENT)) {
            try await bench.flow().digest("incoming/absent")
        }
    }

    @Test func aLinkIsNotFollowed() throws {
        let bench = try FlowBench()
        try bench.put("secret", at: "secret")
        let link = bench.root.absolute("captures/ns1/link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: bench.root.absolute("secret"))
        #expect(throws: FileFlowError.failed("open", link, ELOOP)) { try files.digest(link, firstBytes: nil) }
        #expect(throws: FileFlowError.failed("write", link, ELOOP)) { try files.write([1], to: link) }
        #expect(bench.text("secret") == "secret")
    }

    @Test func renamingNeverOverwrites() throws {
        let bench = try FlowBench()
        try bench.put("a", at: "a")
        try bench.put("b", at: "b")
        let (a, b) = (bench.root.absolute("a"), bench.root.absolute("b"))
        #expect(throws: FileFlowError.failed("rename \(a) to", b, EEXIST)) { try files.renameNoReplace(a, b) }
        #expect(bench.text("a") == "a" && bench.text("b") == "b")
        try files.renameNoReplace(a, bench.root.absolute("c"))
        #expect(bench.text("a") == nil && bench.text("c") == "a")
    }

    @Test func directoriesAreMadeAllTheWayDownAndTwiceIsFine() throws {
        let bench = try FlowBench()
        let deep = bench.root.absolute("archive/ns1/2026-01-01/x/y")
        try files.makeDirectories(deep)
        try files.makeDirectories(deep)
        #expect(files.isDirectory(deep))
        try bench.put("a file", at: "archive/file")
        #expect(throws: FileFlowError.self) { try files.makeDirectories(bench.root.absolute("archive/file/below")) }
    }

    @Test func errorsSayWhatToDo() {
        #expect(
            FileFlowError.failed("write", "/x", ENOSPC).description.hasSuffix(
                "Free disk space; Entrada then resumes by itself"))
        #expect(FileFlowError.failed("write", "/x", EROFS).description.contains("read-only"))
        #expect(FileFlowError.noRoot("/x").description.contains("install -d -m 0750 /x"))
    }

    @Test func blockingWorkRunsElsewhereAndEndsWithTheThreads() async throws {
        let threads = BlockingThreads(count: 3)
        let used = try await withThrowingTaskGroup(of: pthread_t.self) { group in
            for _ in 0..<500 { group.addTask { try await threads.run { pthread_self() } } }
            return try await group.reduce(into: Set<pthread_t>()) { $0.insert($1) }
        }
        #expect((1...3).contains(used.count))
        await #expect(throws: FileFlowError.conflict("x")) {
            try await threads.run { throw FileFlowError.conflict("x") }
        }
        threads.stop()
        await #expect(throws: CancellationError.self) { try await threads.run {} }
    }
}

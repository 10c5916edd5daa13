import RealServers
import FileNames
import Foundation
import Testing
import TestSupport

@testable import Transfer

/// What goes wrong while a file is fetched: the error says so, and nothing half is left.
@Suite("Failing fetches", .serialized)
struct FetchFailureTests {
    private let data = TestFolder.noise(20_000_000)

    /// Fetches a file of 20 MB and does something to it once the first bytes are here.
    private func fetch(
        _ kind: SourceKind, meanwhile: @escaping @Sendable (SourceBench) throws -> Void
    ) async throws -> (error: TransferError?, bench: SourceBench) {
        let bench = try await kind.connect()
        let file = try await bench.offer(data)
        let once = Once()
        let error = await failure {
            try await bench.fetch(file) { _ in
                if once.take() { #expect(throws: Never.self) { try meanwhile(bench) } }
            }
        }
        #expect(try bench.fetched().isEmpty)
        return (error, bench)
    }

    @Test("a file that grows", arguments: SourceKind.available)
    func growing(_ kind: SourceKind) async throws {
        let (error, bench) = try await fetch(kind) { try $0.folder.append(Data("more".utf8), to: "remote/a.pcap") }
        guard case .changedWhileReading(_, let path, _) = error else { throw try #require(error) }
        #expect(path == bench.remote + "/a.pcap")
        // It can be fetched over the same connection when it is listed anew.
        let listed = try #require(try await bench.list().first)
        #expect(try await bench.fetch(listed).sizeBytes == 20_000_004)
    }

    @Test("a file that is truncated", arguments: SourceKind.available)
    func truncated(_ kind: SourceKind) async throws {
        let (error, _) = try await fetch(kind) { try $0.folder.truncate("remote/a.pcap", to: 19_000_000) }
        guard case .changedWhileReading = error else { throw try #require(error) }
    }

    @Test("a file that is rewritten with the same size", arguments: SourceKind.available)
    func touched(_ kind: SourceKind) async throws {
        let (error, _) = try await fetch(kind) { try $0.folder.touch("remote/a.pcap", modifiedSeconds: 1_700_000_001) }
        guard case .changedWhileReading = error else { throw try #require(error) }
    }

    @Test("a file that disappears", arguments: SourceKind.available)
    func disappearing(_ kind: SourceKind) async throws {
        let (error, bench) = try await fetch(kind) { try $0.folder.remove("remote/a.pcap") }
        #expect(error == .disappeared(place: bench.place, path: bench.remote + "/a.pcap"))
    }

    @Test("a file that changed, or went, before it is fetched", arguments: SourceKind.available)
    func before(_ kind: SourceKind) async throws {
        let bench = try await kind.connect()
        let file = try await bench.offer(Data("x".utf8))
        try bench.folder.write("xx", to: "remote/a.pcap")
        guard case .changedWhileReading = await failure({ try await bench.fetch(file) }) else {
            Issue.record("a changed file was fetched")
            return
        }
        try bench.folder.remove("remote/a.pcap")
        let error = await failure { try await bench.fetch(file) }
        #expect(error == .disappeared(place: bench.place, path: bench.remote + "/a.pcap"))
        #expect(try bench.fetched().isEmpty)
    }

    @Test("a cancelled task", arguments: SourceKind.available)
    func cancelled(_ kind: SourceKind) async throws {
        let bench = try await kind.connect()
        let file = try await bench.offer(data)
        let fetch = Task {
            try await bench.fetch(file) { _ in withUnsafeCurrentTask { $0?.cancel() } }
        }
        await #expect(throws: CancellationError.self) { try await fetch.value }
        #expect(try bench.fetched().isEmpty)
        #expect(try await bench.list().count == 1)
    }

    @Test("names that lead out of the directory", arguments: SourceKind.available)
    func invalidNames(_ kind: SourceKind) async throws {
        let bench = try await kind.connect()
        for name: FileName in ["../secret", "", ".", "..", "a/b", "a\0b"] {
            let file = RemoteFile(name: name, sizeBytes: 0, modifiedSeconds: 0)
            #expect(await failure { try await bench.fetch(file) } == .invalidName(place: bench.place, name: name.text))
        }
    }

    @Test("a directory that is missing, or a file", arguments: SourceKind.available)
    func missingDirectory(_ kind: SourceKind) async throws {
        let bench = try await kind.connect()
        _ = try await bench.offer(Data("x".utf8))
        for path in [bench.remote + "/missing", bench.remote + "/a.pcap"] {
            let error = await failure { try await bench.source.list(directory: path, matching: "*") }
            #expect(error == .directoryMissing(place: bench.place, path: path))
            #expect(error?.isPermanent == true)
        }
    }

    /// Root may read everything; the SFTP server of the tests never runs as root.
    @Test(
        "no permission at the source",
        arguments: SourceKind.available.filter { $0 == .sftp || !SFTPServer.isRoot })
    func noPermission(_ kind: SourceKind) async throws {
        let bench = try await kind.connect()
        let file = try await bench.offer(Data("x".utf8))
        chmod(bench.folder["remote/a.pcap"], 0)
        let path = bench.remote + "/a.pcap"
        let unread = await failure { try await bench.fetch(file) }
        #expect(unread == .permissionDenied(place: bench.place, path: path, operation: "read"))
        chmod(bench.remote, 0)
        let unlisted = await failure { try await bench.list() }
        #expect(unlisted == .permissionDenied(place: bench.place, path: bench.remote, operation: "list"))
        chmod(bench.remote, 0o755)
        #expect(try bench.fetched().isEmpty)
    }

    @Test("a local directory that is missing", arguments: SourceKind.available)
    func missingDestination(_ kind: SourceKind) async throws {
        let bench = try await kind.connect()
        let file = try await bench.offer(Data("x".utf8))
        let error = await failure { try await bench.fetch(file, as: "missing/capture") }
        #expect(
            error
                == .localFailure(
                    path: bench.local("missing/capture.part"), operation: "create", errno: ENOENT))
    }

    @Test("a full disk", .enabled(if: SmallDisk.isPossible, "needs root and tmpfs"), arguments: SourceKind.available)
    func fullDisk(_ kind: SourceKind) async throws {
        let bench = try await kind.connect()
        let file = try await bench.offer(TestFolder.noise(3 << 20))
        let disk = try SmallDisk(at: bench.folder["local"], sizeBytes: 1 << 20)
        let error = await failure { try await bench.fetch(file) }
        #expect(error == .diskFull(path: bench.local("capture"), neededBytes: 3 << 20))
        #expect(error?.canRetry == true)
        #expect(try bench.fetched().isEmpty)
        try disk.unmount()
    }
}

import RealServers
import FileNames
import Foundation
import Synchronization
import Testing
import TestSupport

@testable import Transfer

@Suite("Threads and faults")
struct ThreadAndFaultTests {
    @Test("all work of a connection is done on one thread of its own")
    func oneThread() async throws {
        let logs = [Recorder<UInt>(), Recorder(), Recorder()]
        let connections = logs.map { _ in SourceConnection(place: "witness") }
        for (connection, log) in zip(connections, logs) {
            try await connection.open { () throws(TransferError) in ThreadWitness(log: log) }
        }
        for connection in connections {
            for _ in 0..<3 { _ = try await connection.list(directory: "", matching: "*") }
            await connection.close()
        }
        let seen = logs.map(\.all)
        #expect(seen.allSatisfy { $0.count == 5 && Set($0).count == 1 })
        #expect(Set(seen.joined()).count == 3)
    }

    @Test("an injected fault is thrown instead of the operation")
    func faults() async throws {
        let folder = try TestFolder()
        try folder.make("remote")
        try folder.write("x", to: "remote/a.pcap")
        let failures = Mutex(1)
        let source = FaultInjectingSource(LocalDirectorySource()) { operation in
            guard case .list = operation,
                failures.withLock({ count in
                    defer { count -= 1 }
                    return count > 0
                })
            else { return }
            throw TransferError.unreachable(place: "test", reason: "rehearsal")
        }
        let error = await failure { try await source.list(directory: folder["remote"], matching: "*") }
        #expect(error == .unreachable(place: "test", reason: "rehearsal"))
        #expect(try await source.list(directory: folder["remote"], matching: "*").files.map(\.name) == ["a.pcap"])
    }

    /// A directory in which the status of an entry cannot be had.
    private final class BrokenEntries: FileAccess {
        let error: TransferError

        init(_ error: TransferError) { self.error = error }

        func forEachEntry(
            in directory: SourcePath, _ body: (FileName, FileStatus?) throws(TransferError) -> Void
        ) throws(TransferError) {
            for name: FileName in ["a.pcap", "bad.pcap", "c.pcap"] { try body(name, nil) }
        }

        func status(of path: SourcePath) throws(TransferError) -> FileStatus? {
            if path.text.hasSuffix("bad.pcap") { throw error }
            return FileStatus(sizeBytes: 1, modifiedSeconds: 1, isPlainFile: true)
        }

        func open(_ path: SourcePath) throws(TransferError) -> any FileReader { throw error }
        func remove(_ path: SourcePath) throws(TransferError) -> Bool { false }
        var facts: ConnectionFacts? { nil }
        func close() {}
    }

    @Test("an entry that cannot be looked at fails no listing; a connection that breaks does")
    func brokenEntry() async throws {
        let connection = SourceConnection(place: "test")
        let denied = TransferError.permissionDenied(place: "test", path: "/d/bad.pcap", operation: "look at")
        try await connection.open { () throws(TransferError) in BrokenEntries(denied) }
        let listing = try await connection.list(directory: "/d", matching: "*")
        #expect(listing.files.map(\.name) == ["a.pcap", "c.pcap"])
        #expect(listing.passedOver == [.unreadable: SourceListing.PassedOver(count: 1, names: ["bad.pcap"])])
        let lost = TransferError.connectionLost(place: "test", reason: "reset")
        try await connection.open { () throws(TransferError) in BrokenEntries(lost) }
        #expect(await failure { try await connection.list(directory: "/d", matching: "*") } == lost)
    }
}

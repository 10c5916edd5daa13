import RealServers
import Foundation
import Synchronization
import Testing

@testable import Transfer

@Suite("Threads and faults")
struct ThreadAndFaultTests {
    @Test("all work of a connection is done on one thread of its own")
    func oneThread() async throws {
        let logs = [ThreadLog(), ThreadLog(), ThreadLog()]
        let connections = logs.map { _ in SourceConnection(place: "witness") }
        for (connection, log) in zip(connections, logs) {
            try await connection.open { () throws(TransferError) in ThreadWitness(log: log) }
        }
        for connection in connections {
            for _ in 0..<3 { _ = try await connection.list(directory: "", matching: "*") }
            await connection.close()
        }
        let seen = logs.map(\.threads)
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
        #expect(try await source.list(directory: folder["remote"], matching: "*").map(\.name) == ["a.pcap"])
    }
}

import Foundation
import Glibc
import Ledger
import Synchronization
import Testing

@testable import FileFlow

@Suite("trying whether the data root can be written")
struct StorageProbeTests {
    @Test("many at once: none of them gives a false alarm, and they share a few trials")
    func many() async throws {
        let bench = try FlowBench()
        let flow = bench.flow()
        for _ in 0..<20 {
            await withTaskGroup(of: String?.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        do {
                            try await flow.probe(servers: [])
                            return nil
                        } catch { return "\(error)" }
                    }
                }
                for await alarm in group { #expect(alarm == nil) }
            }
        }
        #expect(flow.storageProbe.trials <= 20 * 50 / 4, "they share: \(flow.storageProbe.trials)")
        #expect(try bench.workNames() == [])
    }

    @Test("trials of two at once, and clearing up meanwhile, do not meet each other's files")
    func two() async throws {
        let bench = try FlowBench()
        let (one, other) = (bench.flow(), bench.flow())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask { try await one.probe(servers: []) }
                group.addTask { try await other.probe(servers: []) }
                group.addTask { try await other.abandonedWork(openAttempts: []) }
            }
            try await group.waitForAll()
        }
        #expect(try bench.workNames() == [])
    }

    @Test("who asks while a trial goes on gets the answer of the next one")
    func next() async throws {
        let begun = AsyncStream<Int>.makeStream()
        let gate = AsyncStream<Void>.makeStream()
        let count = Mutex(0)
        let probe = StorageProbe { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            begun.continuation.yield(number)
            if number == 1 { for await _ in gate.stream { break } }
            if number == 2 { throw FileFlowError.failed("write", "/x", ENOSPC) }
        }
        let first = Task { try await probe() }
        for await _ in begun.stream { break }
        let late = (0..<10).map { _ in Task { try await probe() } }
        while !probe.isQueued { await Task.yield() }
        gate.continuation.finish()
        try await first.value
        for task in late {
            await #expect(throws: FileFlowError.failed("write", "/x", ENOSPC)) { try await task.value }
        }
        #expect(probe.trials == 2)
    }

    @Test("a disk that fails is told, and what a killed daemon has left goes at the next start")
    func fails() async throws {
        let bench = try FlowBench()
        let flow = bench.flow()
        for name in [".probe-1-1", ".probe-7-3.done"] {
            try bench.put("x", at: "work/" + name)
        }
        try await flow.abandonedWork(openAttempts: [])
        #expect(try bench.workNames().count == 2, "they may be those of a trial that goes on")
        try await flow.removeProbes()
        #expect(try bench.workNames() == [])
        try FileManager.default.removeItem(atPath: bench.root.absolute("work"))
        await #expect(throws: FileFlowError.self) { try await flow.probe(servers: []) }
    }
}

import FileNames
import Jobs
import Ledger
import RealServers
import Testing
import TestSupport
import Transfer

@testable import Orchestrator

@Suite("name servers are tested and asked")
struct ServerTesterTests {
    private func bench() async throws -> OrchestratorBench {
        try await OrchestratorBench(jobs: [Job.fetch(), Job.stage, Job.decode], isPushed: false)
    }

    private let parameters = FetchParameters(minimumAge: .seconds(2), quiet: .seconds(3))

    @Test("what would be fetched, and why the others not; the test leaves no trace")
    func listing() async throws {
        let bench = try await bench()
        let server = try #require(bench.configuration.server("ns1"))
        for name in ["a.pcap", "b.pcap", "notes.txt"] { try bench.offer(name) }
        let tester = ServerTester(dependencies: bench.dependencies)
        for _ in 0..<2 {
            let first = try await tester.test(server, parameters, patience: .seconds(30))
            #expect(first.error == nil && first.files.count == 2 && first.wanted.isEmpty)
            #expect(
                Set(first.rest.map { "\($0.count) \($0.reason), \($0.example)" }) == [
                    "2 not complete yet: seen with this size and time for the first time, a.pcap",
                    "1 the name does not match '*.pcap', notes.txt",
                ], "a second test knows no more than the first")
        }
        try await bench.settle()
        bench.clock.advance(.seconds(4))
        let ready = try await tester.test(server, parameters, patience: .seconds(30))
        #expect(ready.wanted.map(\.name) == ["a.pcap", "b.pcap"])
        try await bench.settle()
        let done = try await tester.test(server, parameters, patience: .seconds(30))
        #expect(done.wanted.isEmpty)
        #expect(done.rest.first.map { "\($0.count) \($0.reason)" } == "2 already known: archived")
        #expect(try await bench.runs("fetch").count == 1)
    }

    @Test(
        "what keeps it from its end, and at which step",
        arguments: [
            (TransferError.unreachable(place: "x", reason: "refused"), TransferStep.connect),
            (.hostKeyUnknown(place: "x", knownHosts: "/k", fingerprint: "SHA256:a", scan: "ssh-keyscan x"), .hostKey),
            (.authenticationRefused(place: "x", path: "/key", offered: "publickey"), .login),
            (.timedOut(place: "x", operation: "the SSH handshake", seconds: 10), .handshake),
            (.directoryMissing(place: "x", path: "/out"), .list),
            (.permissionDenied(place: "x", path: "/out", operation: "list"), .list),
        ])
    func failures(error: TransferError, step: TransferStep) async throws {
        let bench = try await bench()
        let server = try #require(bench.configuration.server("ns1"))
        bench.sources.refuse(error)
        let outcome = try await ServerTester(dependencies: bench.dependencies).test(
            server, parameters, patience: .seconds(30))
        #expect(outcome.failedAt == step)
        #expect(outcome.error == "\(error)")
    }

    @Test("a server that never answers: the answer comes in time, and a second test of it has to wait")
    func silent() async throws {
        let over = Signal()
        let bench = try await OrchestratorBench(
            jobs: [Job.fetch()], isPushed: false,
            sleep: { duration in
                if duration == .seconds(7) { await over.wait() } else { try await TestClock.stand(duration) }
            })
        let server = try #require(bench.configuration.server("ns1"))
        bench.sources.stall()
        let tester = ServerTester(dependencies: bench.dependencies)
        let answer = Task { try await tester.test(server, parameters, patience: .seconds(7)) }
        await bench.sources.stalled.wait()
        await #expect(throws: LedgerError.self) { try await tester.test(server, parameters, patience: .seconds(7)) }
        over.send()
        let outcome = try await answer.value
        #expect(outcome.failedAt == nil)
        #expect(outcome.error?.contains("no answer within 7 s") == true, "\(outcome)")
    }

    @Test("when each server was asked, what it answered, and how many files of it wait")
    func contacts() async throws {
        let bench = try await bench()
        #expect(await bench.orchestrator.serverFacts.isEmpty)
        try bench.offer("a.pcap")
        try await bench.settle()
        let asked = bench.clock.nowUs
        let first = try #require(await bench.orchestrator.serverFacts["ns1"])
        #expect(first.lastAskedUs == asked && first.lastAnsweredUs == asked && first.lastError == nil)
        #expect(first.listing?.notFetched == ["not complete yet": 1])
        bench.clock.advance(.seconds(4))
        try await bench.settle()
        #expect(await bench.orchestrator.serverFacts["ns1"]?.listing?.notFetched == [:])
        bench.sources.refuse(.unreachable(place: "ns1", reason: "no route to host"))
        let answered = bench.clock.nowUs
        bench.clock.advance(.seconds(4))
        try await bench.settle()
        let failed = try #require(await bench.orchestrator.serverFacts["ns1"])
        #expect((failed.lastAskedUs ?? 0) > answered && failed.lastAnsweredUs == answered)
        #expect(failed.lastError?.contains("no route to host") == true)
    }
}

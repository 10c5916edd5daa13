import FileNames
import Foundation
import Jobs
import Ledger
import Model
import RealServers
import Scheduling
import Synchronization
import Testing
import TestSupport
import Transfer

@testable import Orchestrator

@Suite("captures are fetched")
struct FetchRunTests {
    /// Looks twice, so that a file which has not changed is taken.
    private func lookTwice(_ bench: OrchestratorBench) async throws {
        try await bench.settle()
        bench.clock.advance(.seconds(4))
        try await bench.settle()
    }

    private func bench(_ fetch: JobDefinition = Job.fetch(), archiveDays: Int? = 30, servers: [String] = ["ns1"])
        async throws -> OrchestratorBench
    {
        try await OrchestratorBench(
            servers: servers, jobs: [fetch, Job.stage, Job.decode], archiveDays: archiveDays, isPushed: false)
    }

    @Test("two looks that agree: the file is fetched, decoded and archived; it stays at the source")
    func done() async throws {
        let bench = try await bench()
        try bench.offer("a.pcap")
        try await bench.settle()
        #expect(try await bench.runs().isEmpty, "a first look leaves no run")
        bench.clock.advance(.seconds(4))
        try await bench.settle()
        #expect(try await bench.capture("a.pcap").state == .archived)
        #expect(try bench.folder.names(in: "source/ns1") == ["a.pcap"])
        #expect(try await bench.troubles() == [])
    }

    @Test("no news, no run")
    func noNews() async throws {
        let bench = try await bench()
        try bench.offer("a.pcap")
        try await lookTwice(bench)
        let (runs, looks) = (try await bench.runs().count, bench.sources.connections)
        for _ in 0..<20 {
            bench.clock.advance(.seconds(3))
            try await bench.settle()
        }
        #expect(try await bench.runs().count == runs)
        #expect(bench.sources.connections >= looks + 20)
    }

    @Test("a file that grows makes no run until it stands still")
    func growing() async throws {
        let bench = try await bench()
        for size in 1...10 {
            try bench.offer("a.pcap", String(repeating: "x", count: size), age: 3600 - size)
            try await bench.settle()
            bench.clock.advance(.seconds(3))
        }
        #expect(try await bench.runs().isEmpty)
        try await lookTwice(bench)
        #expect(try await bench.capture("a.pcap").sizeBytes == 10)
    }

    /// What may happen to a file while it is fetched.
    enum Accident: CaseIterable { case disappears, changes, breaks, denied }

    @Test(
        "an accident with one file: the others are fetched, it is tried again, and the message names it",
        arguments: Accident.allCases)
    func accident(_ accident: Accident) async throws {
        let bench = try await bench()
        for name in ["a.pcap", "b.pcap", "c.pcap"] { try bench.offer(name) }
        let path = bench.folder["source/ns1/a.pcap"]
        let isDone = Mutex(false)
        bench.sources.inject { operation in
            guard case .fetch(let file) = operation, file.name == "a.pcap" else { return }
            guard
                (isDone.withLock { done in
                    defer { done = true }; return !done
                })
            else { return }
            switch accident {
            case .disappears: try FileManager.default.removeItem(atPath: path)
            case .changes: try Data("something else, longer".utf8).write(to: URL(filePath: path))
            case .breaks: throw TransferError.connectionLost(place: "ns1", reason: "reset by peer")
            case .denied: throw TransferError.permissionDenied(place: "ns1", path: path, operation: "read")
            }
        }
        try await lookTwice(bench)
        let run = try #require(try await bench.runs("fetch").first)
        let trouble = try #require(try await bench.ledger.read { try $0.troubles(server: "ns1") }.first)
        #expect(trouble.attempts == 1 && trouble.name == "a.pcap")
        if accident == .breaks {
            #expect(run.state == .retryable && run.error?.contains("reset by peer") == true)
        } else {
            #expect(run.state == .completed && run.result?.contains(#""failed":1"#) == true)
            #expect(run.result?.contains("a.pcap") == true && trouble.error.contains("a.pcap"))
            let states = try await bench.captures().dropFirst().map(\.state)
            // They wait for their turn, unless it can be told that the first one cannot be had.
            #expect(states == (accident == .denied ? [.archived, .archived] : [.incoming, .incoming]))
        }
        #expect(try bench.names("captures/ns1").isEmpty)
        for _ in 0..<5 {
            bench.clock.advance(.seconds(10))
            await bench.orchestrator.signal()
            try await bench.settle()
        }
        let states = try await bench.captures().map(\.state)
        let expected: [CaptureState] =
            accident == .disappears ? [.gone, .archived, .archived] : [.archived, .archived, .archived]
        #expect(states == expected)
        #expect(try await bench.ledger.read { try $0.troubles() } == [], "whatever became of it, its trouble is over")
        #expect(try await bench.rows() == (accident == .disappears ? 20 : 30))
        #expect(try await bench.troubles() == [])
    }

    @Test("a server that refuses us: attempts, then a pause that grows, not a run every few seconds")
    func hold() async throws {
        let bench = try await bench(Job.fetch(attempts: 1))
        bench.sources.refuse(.authenticationRefused(place: "ns1", path: "/key", offered: "publickey"))
        for _ in 0..<200 {
            try await bench.settle()
            bench.clock.advance(.seconds(3))
        }
        let failed = try await bench.runs("fetch").count
        #expect((4...8).contains(failed), "10 + 20 + 40 + … seconds in ten minutes: \(failed)")
        bench.sources.refuse(nil)
        try bench.offer("a.pcap")
        bench.clock.advance(.seconds(900))
        try await lookTwice(bench)
        #expect(try await bench.capture("a.pcap").state == .archived)
        try bench.offer("b.pcap")
        bench.clock.advance(.seconds(3))
        try await lookTwice(bench)
        #expect(try await bench.capture("b.pcap").state == .archived, "forgiven after a success")
    }

    @Test("a fetch that hangs is stopped by the job's timeout, and tried again")
    func timeout() async throws {
        let over = Signal()
        let fetch = JobDefinition(name: "fetch", kind: .fetch, timeout: .seconds(77), retry: Job.retry(3))
        let bench = try await OrchestratorBench(jobs: [fetch], isPushed: false) { _ in
            .exited(70)
        } sleep: { duration in
            if duration == .seconds(77) { await over.wait() } else { try await TestClock.stand(duration) }
        }
        bench.sources.stall()
        _ = try await bench.orchestrator.operations.request(RunOrder(id: "r", job: "fetch", who: "root(0)"))
        try await bench.pass()
        await bench.sources.stalled.wait()
        over.send()
        await bench.endOf("fetch")
        let run = try #require(try await bench.runs("fetch").first)
        #expect(run.state == .retryable)
        #expect(run.error?.contains("timeout") == true)
    }

    @Test("one server that is down does not hold up the others")
    func others() async throws {
        let bench = try await bench(servers: ["ns1", "ns2"])
        let down = bench.folder["source/ns1"]
        bench.sources.inject { operation in
            if case .list(down) = operation { throw TransferError.unreachable(place: "ns1", reason: "no route") }
        }
        try bench.offer("a.pcap", on: "ns2")
        try await lookTwice(bench)
        #expect(try await bench.capture("a.pcap").state == .archived)
        #expect(try await bench.runs("fetch").filter { $0.subject == "ns1" }.isEmpty, "a first silence is no failure")
        for _ in 0..<20 {
            bench.clock.advance(.seconds(3))
            try await bench.settle()
        }
        let failed = try await bench.runs("fetch").filter { $0.subject == "ns1" }
        #expect(failed.map(\.state) == [.discarded], "one run stands for the silence")
        #expect(failed.first?.error?.contains("no route") == true)
        bench.sources.inject { _ in }
        bench.clock.advance(.seconds(120))
        try await bench.settle()
        #expect(try await bench.runs("fetch").last?.state == .completed, "the first answer says that it is over")
        #expect(await bench.orchestrator.serverFacts["ns1"]?.lastError == nil)
    }

    @Test("every server is asked at each fire, four at a time")
    func many() async throws {
        let names = (1...50).map { "ns\($0)" }
        let bench = try await bench(Self.everyMinute, servers: names)
        for name in names { try bench.offer("a.pcap", on: name) }
        try await bench.settle()
        #expect(bench.sources.connections == 50, "one look at each")
        bench.clock.advance(.seconds(60))
        try await bench.settle()
        #expect(try await bench.captures(.archived).count == 50)
    }

    private static let everyMinute = JobDefinition(
        name: "fetch", kind: .fetch, schedule: .every(.seconds(60)), concurrency: 4, retry: Job.retry(3),
        parameters: FetchParameters(minimumAge: .seconds(2), quiet: .seconds(3)))

    @Test(
        "deleted at the source only when it is archived, or when its rows are live and no archive is wanted",
        arguments: [30, 0])
    func deletes(archiveDays: Int) async throws {
        let bench = try await bench(Job.fetch(deletesAtSource: true), archiveDays: archiveDays)
        bench.launcher.follow { _ in .exited(75) }
        try bench.offer("a.pcap")
        for _ in 0..<3 { try await lookTwice(bench) }
        #expect(try bench.folder.names(in: "source/ns1") == ["a.pcap"], "its rows are not live yet")
        bench.launcher.follow { try await $0.decode() }
        bench.clock.advance(.seconds(20))
        for _ in 0..<3 { try await lookTwice(bench) }
        #expect(try await bench.capture("a.pcap").state == (archiveDays == 0 ? .expired : .archived))
        #expect(try bench.folder.names(in: "source/ns1") == [])
        #expect(try await bench.rows() == 10)
    }

    @Test("a quarantined capture stays at the source")
    func quarantinedStays() async throws {
        let bench = try await bench(Job.fetch(deletesAtSource: true))
        bench.launcher.follow { try await $0.fail(65, "bad") }
        try bench.offer("a.pcap")
        for _ in 0..<4 { try await lookTwice(bench) }
        #expect(try await bench.capture("a.pcap").state == .quarantined)
        #expect(try bench.folder.names(in: "source/ns1") == ["a.pcap"])
    }

    @Test("a download that the ledger has not heard of yet is not taken for a pushed file")
    func notPushed() async throws {
        let bench = try await bench()
        let sighting = SourceSighting(path: "/x/a.pcap", name: "a.pcap", sizeBytes: 7, modifiedUs: 1_000_000)
        let id = try await bench.ledger.write { try $0.observe(server: "ns1", listing: [sighting])[0].capture }
        try bench.push("\(id)-a.pcap")
        try bench.push("99-other.pcap")
        let found = try await PushedFiles(dependencies: bench.dependencies, servers: ["ns1"]).stable(quiet: .seconds(2))
        #expect(found.map(\.name.text) == ["99-other.pcap"])
        _ = try await bench.ledger.write { try $0.observe(server: "ns1", listing: []) }
        let later = try await PushedFiles(dependencies: bench.dependencies, servers: ["ns1"]).stable(quiet: .seconds(2))
        #expect(later.count == 2, "it left the source: the bytes that are here are all there is")
    }

    @Test("a capture that cannot be read does not hold up the others; in the end it is in quarantine")
    func unreadable() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode])
        let lost = try await bench.ledger.write {
            try $0.adoptPushed(
                server: "ns1", directory: "captures/ns1", fileName: "lost.pcap", sizeBytes: 3, modifiedUs: 1)
        }
        try bench.push("a.pcap")
        try await bench.settle()
        #expect(try await bench.runs("stage").first?.state == .completed, "the others go on")
        #expect(try await bench.ledger.read { try $0.trouble(capture: lost) }?.error.contains("lost.pcap") == true)
        #expect(try await bench.capture("a.pcap").state == .archived, "it is not waited for")
        for _ in 0..<3 {
            bench.clock.advance(.seconds(60))
            try await bench.settle()
        }
        bench.clock.advance(.seconds(120))
        await bench.orchestrator.signal()
        try await bench.settle()
        #expect(try await bench.capture("a.pcap").state == .archived)
        #expect(try await bench.ledger.read { try $0.requireCapture(lost).state } == .quarantined)
        let runs = try await bench.runs("stage").count
        await bench.orchestrator.signal()
        try await bench.settle()
        #expect(try await bench.runs("stage").count == runs)
    }
}

import RealServers
import FileNames
import Foundation
import Jobs
import Ledger
import Testing
import TestSupport
import Transfer

@testable import Orchestrator

/// One file that cannot be had holds up no other, and a name is bytes.
@Suite("files that cannot be had, and odd names")
struct FileTroubleTests {
    private func bench(_ fetch: JobDefinition = Job.fetch()) async throws -> OrchestratorBench {
        try await OrchestratorBench(jobs: [fetch, Job.stage, Job.decode], isPushed: false)
    }

    /// Time passes, and the daemon passes every three seconds.
    private func live(_ bench: OrchestratorBench, seconds: Int) async throws {
        for _ in 0..<seconds / 3 {
            try await bench.settle()
            bench.clock.advance(.seconds(3))
        }
        try await bench.settle()
    }

    private func write(_ bytes: [UInt8], _ text: String, in directory: String, age: Int = 3600) throws {
        let path = Array((directory + "/").utf8) + bytes
        let descriptor = FileName.withCString(path) { open($0, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644) }
        try #require(descriptor >= 0)
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: Data(text.utf8))
        let time = timespec(tv_sec: Int(TestClock.start / 1_000_000) - age, tv_nsec: 0)
        try #require(futimens(descriptor, [time, time]) == 0)
    }

    /// Names that file systems allow and programs stumble over; the first two differ only in how the é is composed.
    private static let odd: [[UInt8]] = [
        Array("caf".utf8) + [0xC3, 0xA9] + Array(".pcap".utf8),
        Array("cafe".utf8) + [0xCC, 0x81] + Array(".pcap".utf8),
        [0xFF, 0xFE] + Array(".pcap".utf8), Array("two\nlines.pcap".utf8), Array("it's \"quoted\".pcap".utf8),
        Array("-rf.pcap".utf8), Array("a%41.pcap".utf8),
        [UInt8](repeating: 0x61, count: 250) + Array(".pcap".utf8),
        (0..<125).flatMap { _ -> [UInt8] in [0xC3, 0xA9] } + Array(".pcap".utf8),
    ]

    @Test("a file that may not be read: the others go on at once, it is tried seldom, and said")
    func unreadable() async throws {
        let bench = try await bench()
        bench.sources.inject { operation in
            if case .fetch(let file) = operation, file.name == "bad.pcap" {
                throw TransferError.permissionDenied(place: "ns1", path: "/d/bad.pcap", operation: "read")
            }
        }
        try bench.offer("bad.pcap", age: 7200)
        try bench.offer("a.pcap", age: 3700)
        try await live(bench, seconds: 6)
        #expect(try await bench.capture("a.pcap").state == .archived, "nothing waits for the one before it")
        for number in 1...5 {
            try bench.offer("b\(number).pcap", "packets \(number)", age: 3600 - number)
            try await live(bench, seconds: 6)
            #expect(try await bench.capture("b\(number).pcap").state == .archived)
        }
        try await live(bench, seconds: 1800)
        let runs = try await bench.runs("fetch")
        #expect(runs.allSatisfy { $0.state == .completed })
        #expect(runs.count < 20, "ten for the good ones at most, and one for each growing pause: \(runs.count)")
        let trouble = try #require(try await bench.ledger.read { try $0.troubles(server: "ns1") }.first)
        #expect(trouble.hopeless && trouble.attempts >= 5 && trouble.error.contains("bad.pcap"))
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
        bench.sources.inject { _ in }
        try await live(bench, seconds: 900)
        #expect(try await bench.capture("bad.pcap").state == .archived)
        #expect(try await bench.ledger.read { try $0.troubles() } == [])
        #expect(try await bench.troubles() == [])
    }

    @Test("an operator who asks by hand has everything tried at once")
    func byHand() async throws {
        let bench = try await bench()
        bench.sources.inject { operation in
            if case .fetch = operation {
                throw TransferError.permissionDenied(place: "ns1", path: "/d/bad.pcap", operation: "read")
            }
        }
        try bench.offer("bad.pcap")
        try await live(bench, seconds: 60)
        bench.sources.inject { _ in }
        try await live(bench, seconds: 3)
        #expect(try await bench.capture("bad.pcap").state == .announced, "it rests")
        _ = try await bench.orchestrator.operations.request(RunOrder(id: "r", job: "fetch", who: "root(0)"))
        try await bench.settle()
        #expect(try await bench.capture("bad.pcap").state == .archived)
    }

    @Test("a file on which the connection breaks every time: the others come first, and all come")
    func breaker() async throws {
        let bench = try await bench(Job.fetch(attempts: 10))
        bench.sources.inject { operation in
            if case .fetch(let file) = operation, file.name == "a.pcap" {
                throw TransferError.connectionLost(place: "ns1", reason: "reset by peer")
            }
        }
        for name in ["a.pcap", "b.pcap", "c.pcap"] { try bench.offer(name) }
        try await live(bench, seconds: 180)
        await bench.orchestrator.signal()
        try await bench.settle()
        let states = try await bench.captures().map { "\($0.name) \($0.state)" }
        let runs = try await states + bench.runs("fetch").map { "\($0.state) \($0.attempt) \($0.error ?? "")" }
        #expect(try await bench.capture("b.pcap").state == .archived, "\(runs)")
        #expect(try await bench.capture("c.pcap").state == .archived)
        #expect(try await bench.capture("a.pcap").state == .announced)
    }

    @Test("a file that may not be removed at the source makes no run every few seconds")
    func removal() async throws {
        let bench = try await bench(Job.fetch(deletesAtSource: true))
        bench.sources.inject { operation in
            if case .remove(let file) = operation, file.name == "a.pcap" {
                throw TransferError.permissionDenied(place: "ns1", path: "/d/a.pcap", operation: "delete")
            }
        }
        for name in ["a.pcap", "b.pcap"] { try bench.offer(name) }
        try await live(bench, seconds: 600)
        #expect(try bench.folder.names(in: "source/ns1") == ["a.pcap"])
        #expect(try await bench.runs("fetch").count < 15)
        #expect(try await bench.ledger.read { try $0.troubles() }.map(\.name) == ["a.pcap"])
        bench.sources.inject { _ in }
        try await live(bench, seconds: 900)
        #expect(try bench.folder.names(in: "source/ns1") == [])
        #expect(try await bench.ledger.read { try $0.troubles() } == [])
    }

    @Test("odd names are fetched, each for itself, and no run is made for what is here")
    func fetched() async throws {
        let bench = try await bench()
        for (index, name) in Self.odd.enumerated() {
            try write(name, "capture \(index)", in: bench.folder["source/ns1"], age: 3600 - index)
        }
        try await live(bench, seconds: 9)
        let captures = try await bench.captures()
        #expect(captures.map { FileName(text: $0.name).bytes }.sorted(by: <) == Self.odd.sorted(by: <))
        #expect(captures.allSatisfy { $0.state == .archived })
        #expect(captures.allSatisfy { $0.localName.utf8.count < 230 && bench.exists($0.path ?? "") })
        let runs = try await bench.runs("fetch").count
        try await live(bench, seconds: 60)
        #expect(try await bench.runs("fetch").count == runs)
        #expect(try await bench.troubles() == [])
    }

    @Test("odd names that are pushed are adopted, each for itself")
    func pushed() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode])
        for (index, name) in Self.odd.enumerated() {
            try write(name, "capture \(index)", in: bench.absolute("captures/ns1"), age: 3600 - index)
        }
        for _ in 0..<3 {
            await bench.orchestrator.signal()
            try await bench.settle()
        }
        let captures = try await bench.captures()
        #expect(captures.map { FileName(text: $0.name).bytes }.sorted(by: <) == Self.odd.sorted(by: <))
        #expect(captures.allSatisfy { $0.state == .archived })
        #expect(try await bench.troubles() == [])
        #expect(try bench.names("captures/ns1") == [])
    }

    @Test("what is not fetched is known with its reason")
    func passedOver() async throws {
        let bench = try await bench()
        for name in ["a.pcap", ".hidden.pcap", "b.pcap.part", "readme.txt"] { try bench.offer(name) }
        try bench.folder.make("source/ns1/directory.pcap")
        try await live(bench, seconds: 6)
        let facts = try #require(await bench.orchestrator.serverFacts["ns1"])
        #expect(facts.lastError == nil && facts.lastAnsweredUs == facts.lastAskedUs)
        #expect(
            facts.listing?.passedOver.mapValues(\.count)
                == ["hidden": 1, "unfinished": 1, "other_name": 1, "not_plain": 1])
        #expect(facts.listing?.passedOver["other_name"]?.examples == ["readme.txt"])
    }
}

/// Bytes in order.
private func < (left: [UInt8], right: [UInt8]) -> Bool { left.lexicographicallyPrecedes(right) }

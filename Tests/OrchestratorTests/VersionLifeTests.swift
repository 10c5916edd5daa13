import FileFlow
import Jobs
import Ledger
import RealServers
import Testing
import TestSupport

@testable import Orchestrator

@Suite("versions of files")
struct VersionLifeTests {
    @Test("random lives against a model, with daemons that are cut off", arguments: UInt64(1)...8)
    func random(_ seed: UInt64) async throws {
        let life = try await VersionLife(seed: seed)
        for step in 0..<40 {
            try await life.go()
            try await life.compare("seed \(seed), step \(step)")
        }
        #expect(try await life.troubles() == [])
    }

    @Test("a capture that a repair has adopted is compared later, and its rows are there once")
    func late() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode])
        try bench.push("a.pcap", "half and whole")
        try await bench.settle()
        try bench.folder.write("half", to: "root/incoming/ns1/50-a.pcap")
        let digest = try await bench.dependencies.flow.digest("incoming/ns1/50-a.pcap")
        try await bench.ledger.write { tx in
            try tx.readopt(
                id: 50, server: "ns1", name: "a.pcap", directory: "incoming/ns1", fileName: "50-a.pcap",
                sizeBytes: digest.sizeBytes, modifiedUs: 1, sha256: digest.sha256, who: "root(0)")
        }
        bench.clock.advance(.seconds(60))
        await bench.orchestrator.signal()
        try await bench.settle()
        #expect(try await bench.rows() == 10)
        #expect(try await bench.captures().map(\.duplicateOf) == [nil, 1])
        #expect(try await bench.ledger.read { try $0.uncompared(limit: 10) }.isEmpty)
    }

    @Test("a shorter version is found in a longer one whose bytes are in the trash")
    func shrunk() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode], archiveDays: 0)
        try bench.push("a.pcap", "half and whole")
        try await bench.settle()
        #expect(try await bench.capture("a.pcap").state == .expired)
        try bench.push("a.pcap", "half")
        await bench.orchestrator.signal()
        try await bench.settle()
        #expect(try await bench.rows() == 10)
        #expect(try await bench.captures().map(\.duplicateOf) == [nil, 1])
    }

    @Test("files with other names that begin alike are adopted by one run, and a content has its rows once")
    func alike() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode])
        let head = String(repeating: "x", count: 5000)
        for (name, text) in [("a", "whole"), ("b", ""), ("c", "whole"), ("d", "another"), ("e", "wh")] {
            try bench.push("\(name).pcap", head + text)
        }
        try bench.push("other.pcap")
        try await bench.settle()
        let captures = try await bench.captures()
        #expect(captures.map(\.state) == Array(repeating: .archived, count: 6))
        #expect(captures.filter { $0.duplicateOf == nil }.map(\.name) == ["a.pcap", "d.pcap", "other.pcap"])
        #expect(try await bench.rows() == 30)
        #expect(try await bench.runs("stage").map(\.state) == [.completed])
        #expect(try await bench.troubles() == [])
    }
}

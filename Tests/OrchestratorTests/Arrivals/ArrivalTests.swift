import Foundation
import Jobs
import Ledger
import RealServers
import Testing
import TestSupport

@testable import Orchestrator

@Suite("files that arrive are heard of", .timeLimit(.minutes(10)))
struct ArrivalTests {
    @Test("a file that is written or moved there is heard of; one that is being written, or hidden, is not")
    func files() async throws {
        let folder = try TestFolder()
        let (one, two) = (try folder.make("one"), try folder.make("two"))
        let rung = Signal()
        let watch = try #require(ArrivalWatch { rung.send() })
        defer { watch.stop() }
        let refused = watch.watch([one, two, folder["missing"]])
        #expect(refused.map(\.directory) == [folder["missing"]])
        #expect(watch.hasLost)
        #expect(watch.take() == [one, two], "what was there before may be news")
        try folder.write("a", to: "one/.hidden")
        try folder.write("a", to: "one/x.part")
        try folder.write("a", to: "two/a.pcap")
        await rung.wait()
        #expect(watch.take() == [two])
        try FileManager.default.moveItem(atPath: folder["one/x.part"], toPath: folder["one/x.pcap"])
        await rung.wait()
        #expect(watch.take() == [one])
        #expect(watch.watch([two]).isEmpty)
        try folder.write("a", to: "one/b.pcap")
        try folder.write("a", to: "two/b.pcap")
        await rung.wait()
        #expect(watch.take() == [two], "the other one is not watched any more")
    }

    @Test("what the kernel says, byte by byte")
    func events() {
        func event(_ watch: Int32, _ mask: UInt32, _ name: String) -> [UInt8] {
            let padded = Array(name.utf8) + [UInt8](repeating: 0, count: name.isEmpty ? 0 : 16 - name.utf8.count)
            return [UInt32(bitPattern: watch), mask, 0, UInt32(padded.count)].flatMap { word in
                (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
            } + padded
        }
        let bytes =
            event(1, 0x8, "a.pcap") + event(2, 0x80, ".a") + event(3, 0x8, "a.tmp") + event(4, 0x8000, "")
            + event(5, 0x80, "b.pcap") + event(-1, 0x4000, "")
        let read = ArrivalEvents(bytes[...])
        #expect(read.arrivals == [1, 5])
        #expect(read.lost == [4])
        #expect(read.isOverflow)
        // A piece that is cut off is not read beyond its end.
        for end in 0..<bytes.count { _ = ArrivalEvents(bytes[..<end]) }
    }

    @Test("a pushed file is adopted and decoded without a scan")
    func pushed() async throws {
        var stage = Job.stage
        stage.parameters = JobParameters(StageParameters(quiet: .zero))
        let bench = try await OrchestratorBench(jobs: [stage, Job.decode])
        await bench.orchestrator.listen()
        try await bench.settle()
        #expect(try await bench.captures().isEmpty)
        try bench.push("a.pcap")
        await bench.orchestrator.heardSomething()
        try await bench.settle()
        #expect(try await bench.captures().map(\.state) == [.archived])
        await bench.orchestrator.stopListening()
    }
}

extension Orchestrator {
    func stopListening() { arrivals.stop() }

    /// Waits for the next ring.
    func heardSomething() async {
        while !arrivals.hasHeard { await pending.wake.wait(atMost: .seconds(60)) }
    }
}

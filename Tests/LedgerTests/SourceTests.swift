import Testing

@testable import Ledger

/// What a source shows and what becomes of it.
@Suite struct SourceTests {
    private func sighting(_ path: String, size: Int64 = 10, modifiedUs: Int64 = 5) -> SourceSighting {
        SourceSighting(
            path: path, name: String(path.split(separator: "/").last ?? ""), sizeBytes: size, modifiedUs: modifiedUs)
    }

    @Test func theSameListingTwiceAnnouncesOnce() async throws {
        let bench = try LedgerBench()
        let listing = [sighting("/d/a"), sighting("/d/b")]
        let first = try await bench.ledger.write { try $0.observe(server: "ns1", listing: listing) }
        let second = try await bench.ledger.write { try $0.observe(server: "ns1", listing: listing) }
        #expect(first.map(\.capture) == second.map(\.capture))
        #expect(second.allSatisfy { $0.state == .announced })
        #expect(first.map(\.unchangedSinceUs) == second.map(\.unchangedSinceUs))
        let other = try await bench.ledger.write { try $0.observe(server: "ns2", listing: listing) }
        #expect(Set(other.map(\.capture)).isDisjoint(with: first.map(\.capture)), "another server, other captures")
    }

    @Test func aFileThatGrowsStaysOneCaptureAndIsNotStable() async throws {
        let bench = try LedgerBench()
        let first = try await bench.ledger.write { try $0.observe(server: "n", listing: [self.sighting("/d/a")]) }
        let second = try await bench.ledger.write {
            try $0.observe(server: "n", listing: [self.sighting("/d/a", size: 20, modifiedUs: 6)])
        }
        #expect(first[0].capture == second[0].capture)
        #expect(second[0].unchangedSinceUs > first[0].unchangedSinceUs)
        let capture = try await bench.ledger.read { try $0.requireCapture(first[0].capture) }
        #expect(capture.sizeBytes == 20 && capture.modifiedUs == 6)
    }

    @Test func whatWasFetchedAndChangesIsANewCaptureThatFollowsTheOld() async throws {
        let bench = try LedgerBench()
        let old = try await bench.ledger.write { tx in
            let id = try tx.observe(server: "n", listing: [self.sighting("/d/a")])[0].capture
            try tx.fetched(capture: id, directory: "captures/n", fileName: "\(id)-a", sizeBytes: 10, run: nil)
            return id
        }
        let new = try await bench.ledger.write {
            try $0.observe(server: "n", listing: [self.sighting("/d/a", size: 20)])[0].capture
        }
        #expect(new != old)
        #expect(try await bench.ledger.read { try $0.requireCapture(new).replaces } == old)
    }

    @Test func whatLeavesBeforeItWasFetchedIsGoneAndMayComeBack() async throws {
        let bench = try LedgerBench()
        let first = try await bench.ledger.write { try $0.observe(server: "n", listing: [self.sighting("/d/a")]) }
        _ = try await bench.ledger.write { try $0.observe(server: "n", listing: []) }
        #expect(try await bench.ledger.read { try $0.requireCapture(first[0].capture).state } == .gone)
        let gone = try await bench.ledger.read { try $0.state(server: "n", of: self.sighting("/d/a")) }
        #expect(gone == nil, "a fetch has a reason to look again")
        let back = try await bench.ledger.write { try $0.observe(server: "n", listing: [self.sighting("/d/a")]) }
        #expect(back[0].state == .announced, "I1: a listing that failed to show a file must not lose it")
        #expect(back[0].capture != first[0].capture)
        let again = try await bench.ledger.write { try $0.observe(server: "n", listing: [self.sighting("/d/a")]) }
        #expect(again[0].capture == back[0].capture)
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }

    @Test func whatWasFetchedIsNotGoneWhenTheSourceRemovesIt() async throws {
        let bench = try LedgerBench()
        let id = try await bench.ledger.write { tx in
            let id = try tx.observe(server: "n", listing: [self.sighting("/d/a")])[0].capture
            try tx.fetched(capture: id, directory: "captures/n", fileName: "\(id)-a", sizeBytes: 12, run: nil)
            _ = try tx.observe(server: "n", listing: [])
            return id
        }
        let capture = try await bench.ledger.read { try $0.requireCapture(id) }
        #expect(capture.state == .fetched && capture.sizeBytes == 12)
    }

    @Test func fetchingTwiceIsAConflict() async throws {
        let bench = try LedgerBench()
        let id = try await bench.ledger.write {
            try $0.observe(server: "n", listing: [self.sighting("/d/a")])[0].capture
        }
        try await bench.ledger.write {
            try $0.fetched(capture: id, directory: "captures/n", fileName: "x", sizeBytes: 10, run: nil)
        }
        await #expect(throws: LedgerError.conflict("capture \(id) is no longer announced")) {
            try await bench.ledger.write {
                try $0.fetched(capture: id, directory: "captures/n", fileName: "y", sizeBytes: 10, run: nil)
            }
        }
        #expect(try await bench.ledger.read { try $0.requireCapture(id).fileName } == "x")
    }

    @Test func theChainIsInOrderOfTheSourceAndKnowsItsPredecessors() async throws {
        let bench = try LedgerBench()
        let (late, early, middle) = try await bench.ledger.write { tx in
            (
                try tx.incomingCapture(name: "c", modifiedUs: 30), try tx.incomingCapture(name: "a", modifiedUs: 10),
                try tx.incomingCapture(name: "b", modifiedUs: 20)
            )
        }
        _ = try await bench.ledger.write { try $0.incomingCapture(server: "ns2", name: "z", modifiedUs: 1) }
        let chain = try await bench.ledger.read { try $0.chain(state: .incoming, server: "ns1") }
        #expect(chain.map(\.id) == [early, middle, late])
        let (first, second) = try await bench.ledger.read {
            (try $0.openPredecessor(of: chain[0]), try $0.openPredecessor(of: chain[1]))
        }
        #expect(first == nil && second == early)
        try await bench.ledger.write { tx in _ = try tx.decoded(middle, try tx.claimed(middle)) }
        let isLate = try await bench.ledger.read { (try $0.isLate(chain[0]), try $0.isLate(chain[2])) }
        #expect(isLate == (true, false), "a capture before the one that was decoded comes late")
    }
}

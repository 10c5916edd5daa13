import Testing

@testable import Ledger

/// Captures that could not be had have attempts and pauses of their own.
@Suite struct CaptureTroubleTests {
    private static func sighting(_ name: String, modifiedUs: Int64 = 5) -> SourceSighting {
        SourceSighting(path: "/d/" + name, name: name, sizeBytes: 10, modifiedUs: modifiedUs)
    }

    private static func announce(_ bench: LedgerBench, _ names: String...) async throws -> [Int64] {
        let listing = names.enumerated().map { sighting($1, modifiedUs: Int64($0)) }
        return try await bench.ledger.write { try $0.observe(server: "n", listing: listing).map(\.capture) }
    }

    private static func fail(_ bench: LedgerBench, _ id: Int64, _ error: String, hopeless: Bool = false) async throws {
        try await bench.ledger.write { tx in
            try tx.recordTrouble(capture: id, error: error, isHopeless: hopeless, run: nil) { $0 * 1000 }
        }
    }

    @Test func attemptsAreCountedAndTheLossOfHopeIsAnEvent() async throws {
        let bench = try LedgerBench()
        let id = try await Self.announce(bench, "a")[0]
        for attempt in 1...5 as ClosedRange<Int64> {
            try await Self.fail(bench, id, "denied")
            let trouble = try #require(try await bench.ledger.read { try $0.trouble(capture: id) })
            #expect(trouble.attempts == attempt && trouble.nextUs == attempt * 1000 && trouble.error == "denied")
            #expect(trouble.hopeless == (attempt >= LedgerTransaction.attemptsUntilHopeless))
            #expect(trouble.server == "n" && trouble.name == "a" && trouble.state == .announced)
        }
        let events = try await bench.ledger.read { try $0.events(capture: id) }.filter { $0.kind == "trouble" }
        #expect(events.map(\.to) == ["failed", "hopeless"])
        #expect(try await bench.ledger.read { try $0.restingCaptures(nowUs: 4999) } == [id])
        #expect(try await bench.ledger.read { try $0.restingCaptures(nowUs: 5000) } == [])
        #expect(try await bench.ledger.read { try $0.hasDueTrouble(state: .announced, nowUs: 5000) })
        #expect(try await bench.ledger.read { try !$0.hasDueTrouble(state: .announced, nowUs: 4999) })
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }

    @Test func whateverBecomesOfTheCaptureEndsIt() async throws {
        let bench = try LedgerBench()
        let ids = try await Self.announce(bench, "a", "b", "c")
        for id in ids { try await Self.fail(bench, id, "denied") }
        try await bench.ledger.write { tx in
            try tx.fetched(capture: ids[0], directory: "captures/n", fileName: "1-a", sizeBytes: 10, run: nil)
        }
        #expect(try await bench.ledger.read { try $0.troubles(server: "n") }.map(\.capture) == [ids[1], ids[2]])
        _ = try await bench.ledger.write { try $0.observe(server: "n", listing: [Self.sighting("c", modifiedUs: 2)]) }
        #expect(try await bench.ledger.read { try $0.troubles() }.map(\.capture) == [ids[2]], "b has gone")
        try await bench.ledger.write { try $0.endTrouble(capture: ids[2]) }
        #expect(try await bench.ledger.read { try $0.troubles() } == [])
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }

    @Test func nothingWaitsForWhatCannotBeHad() async throws {
        let bench = try LedgerBench()
        let ids = try await Self.announce(bench, "a", "b")
        let waits: @Sendable (LedgerView) throws -> Bool = { view in
            try view.openPredecessor(of: try view.requireCapture(ids[1])) == ids[0]
        }
        #expect(try await bench.ledger.read(waits))
        try await Self.fail(bench, ids[0], "it changed while it was read")
        #expect(try await bench.ledger.read(waits), "it may come soon")
        try await Self.fail(bench, ids[0], "permission denied", hopeless: true)
        #expect(try await bench.ledger.read(waits) == false)
        let isOpen = try await bench.ledger.read { try $0.hasOpenCapture(untilUs: 1) }
        #expect(isOpen, "the other one")
        try await Self.fail(bench, ids[1], "permission denied", hopeless: true)
        #expect(try await bench.ledger.read { try !$0.hasOpenCapture(untilUs: 1) }, "a day is not kept open for them")
    }
}

import Model
import Testing

@testable import Ledger

@Suite struct CaptureLifeTests {
    /// The life of a capture as the design draws it; a second opinion to `CaptureState.successors`.
    private static let arrows: [CaptureState: Set<CaptureState>] = [
        .announced: [.fetched, .gone],
        .fetched: [.incoming, .quarantined],
        .incoming: [.processing, .quarantined],
        .processing: [.loaded, .duplicate, .incoming, .quarantined],
        .loaded: [.archived, .expired, .incoming],
        .duplicate: [.archived, .expired],
        .archived: [.expired, .incoming],
        .quarantined: [.incoming, .expired],
        .expired: [],
        .gone: [],
    ]

    @Test(arguments: CaptureState.allCases)
    func onlyTheArrowsThatAreDrawnExist(_ from: CaptureState) async throws {
        let bench = try LedgerBench()
        for to in CaptureState.allCases {
            let id = try await bench.ledger.write { try $0.capture(in: from) }
            let before = try await bench.ledger.read { try $0.requireCapture(id) }
            #expect(before.state == from)
            let events = try await bench.eventCount()
            if Self.arrows[from]?.contains(to) == true {
                try await bench.ledger.write { try $0.transition(capture: id, from: from, to: to, why: "test") }
                #expect(try await bench.ledger.read { try $0.requireCapture(id).state } == to)
                #expect(try await bench.eventCount() == events + 1)
            } else {
                await #expect(
                    throws: LedgerError.noSuchTransition("capture \(id): \(from.rawValue) → \(to.rawValue)")
                ) {
                    try await bench.ledger.write { try $0.transition(capture: id, from: from, to: to) }
                }
                #expect(try await bench.ledger.read { try $0.requireCapture(id) } == before)
                #expect(try await bench.eventCount() == events)
            }
        }
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }

    @Test(arguments: CaptureState.allCases)
    func aTransitionFromWhereItIsNotIsAConflict(_ state: CaptureState) async throws {
        let bench = try LedgerBench()
        let id = try await bench.ledger.write { try $0.capture(in: state) }
        for (from, successors) in Self.arrows where from != state {
            guard let to = successors.first else { continue }
            await #expect(throws: LedgerError.conflict("capture \(id) is no longer \(from.rawValue)")) {
                try await bench.ledger.write { try $0.transition(capture: id, from: from, to: to) }
            }
        }
        #expect(try await bench.ledger.read { try $0.requireCapture(id).state } == state)
    }

    /// I3: the place that the ledger gives lies in the directory of the state.
    @Test(arguments: CaptureState.allCases)
    func theDirectoryIsThatOfTheState(_ state: CaptureState) async throws {
        let bench = try LedgerBench()
        let id = try await bench.ledger.write { try $0.capture(in: state) }
        let capture = try await bench.ledger.read { try $0.requireCapture(id) }
        let area = capture.directory?.split(separator: "/").first.map(String.init)
        #expect(area == (state == .expired ? "trash" : state.area))
        #expect(try await bench.ledger.read { try $0.openIntents(capture: id) } == [])
        if let path = capture.path { #expect(try await bench.ledger.read { try $0.knows(path: path) }) }
    }

    @Test func movesFollowEachOtherWithoutAGap() async throws {
        let bench = try LedgerBench()
        let id = try await bench.ledger.write { try $0.capture(in: .expired) }
        let moves = try await bench.ledger.read { try $0.intents(capture: id) }
        #expect(moves.map(\.source).first == "captures/ns1/a.pcap")
        #expect(moves.map { $0.target.split(separator: "/").first } == ["incoming", "processing", "archive", "trash"])
        for (earlier, later) in zip(moves, moves.dropFirst()) { #expect(earlier.target == later.source) }
        #expect(moves.allSatisfy { $0.status == .done })
        #expect(moves.dropFirst().allSatisfy { $0.sha256 == "sha-\(id)" && $0.sizeBytes == 100 })
    }

    @Test func aCaptureWithAnOpenMoveCannotBeClaimed() async throws {
        let bench = try LedgerBench()
        let (id, run) = try await bench.ledger.write { tx in
            let id = try tx.fetchedCapture()
            try tx.adopt(capture: try tx.view.requireCapture(id), sha256: "s", sizeBytes: 100, run: nil)
            return (id, try tx.startedRun().run)
        }
        await #expect(throws: LedgerError.conflict("capture \(id) is being moved")) {
            try await bench.ledger.write { try $0.claim(capture: id, run: run) }
        }
        try await bench.ledger.write { try $0.settleAll() }
        try await bench.ledger.write { try $0.claim(capture: id, run: run) }
        #expect(try await bench.ledger.read { try $0.requireCapture(id).run } == run)
    }

    @Test func oneCaptureIsClaimedByExactlyOneRun() async throws {
        let bench = try LedgerBench()
        let (id, runs) = try await bench.ledger.write { tx in
            (try tx.incomingCapture(), try (0..<20).map { try tx.startedRun(subject: "\($0)").run })
        }
        let winners = await withTaskGroup(of: Int64?.self) { group in
            for run in runs {
                group.addTask {
                    let claimed: Void? = try? await bench.ledger.write { try $0.claim(capture: id, run: run) }
                    return claimed == nil ? nil : run
                }
            }
            return await group.reduce(into: [Int64]()) { list, run in if let run { list.append(run) } }
        }
        #expect(winners.count == 1)
        #expect(try await bench.ledger.read { try $0.requireCapture(id).run } == winners.first)
        #expect(try await bench.ledger.read { try $0.requireCapture(id).attempts } == 1)
    }

    @Test func givingBackCountsOrphansApartAndKeepsTheFile() async throws {
        let bench = try LedgerBench()
        let id = try await bench.ledger.write { tx in
            let id = try tx.incomingCapture()
            for orphaned in [false, true, true] {
                let end = try tx.claimed(id)
                try tx.release(capture: id, why: "failed", orphaned: orphaned, run: end.run)
                try tx.settleAll()
            }
            return id
        }
        let capture = try await bench.ledger.read { try $0.requireCapture(id) }
        #expect((capture.state, capture.attempts, capture.orphaned) == (.incoming, 3, 2))
        #expect(capture.run == nil)
        #expect(capture.path == "incoming/ns1/\(id)-a.pcap")
    }

    @Test func aRetryFromQuarantineBeginsAnew() async throws {
        let bench = try LedgerBench()
        let id = try await bench.ledger.write { try $0.capture(in: .quarantined) }
        #expect(try await bench.ledger.read { try $0.requireCapture(id).reason } == "bad")
        try await bench.ledger.write { try $0.reprocess(capture: id, who: "op", why: "decoder is fixed") }
        let capture = try await bench.ledger.read { try $0.requireCapture(id) }
        #expect(capture.state == .incoming && capture.reason == nil && capture.attempts == 0)
        #expect(capture.generation == 1, "the next run needs a cause of its own")
        let event = try await bench.ledger.read { try $0.events(capture: id).last }
        #expect(event?.who == "op" && event?.why == "decoder is fixed")
    }

    @Test(arguments: [CaptureState.announced, .fetched, .incoming, .processing, .expired, .gone, .duplicate])
    func onlyWhatWasDecodedOrQuarantinedIsDecodedAgain(_ state: CaptureState) async throws {
        let bench = try LedgerBench()
        let id = try await bench.ledger.write { try $0.capture(in: state) }
        await #expect(throws: LedgerError.self) {
            try await bench.ledger.write { try $0.reprocess(capture: id, who: "op", why: nil) }
        }
        #expect(try await bench.ledger.read { try $0.requireCapture(id).state } == state)
    }

    @Test func capturesInQuarantineAreDismissedTogetherOrNotAtAll() async throws {
        let bench = try LedgerBench()
        let (bad, good) = try await bench.ledger.write {
            (try $0.capture(in: .quarantined), try $0.capture(in: .archived))
        }
        await #expect(throws: LedgerError.conflict("capture \(good) is archived, not in quarantine")) {
            try await bench.ledger.write { try $0.dismiss(captures: [bad, good], who: "op", why: "useless") }
        }
        #expect(try await bench.ledger.read { try $0.requireCapture(bad).state } == .quarantined)
        try await bench.ledger.write { try $0.dismiss(captures: [bad], who: "op", why: "useless") }
        let (capture, event) = try await bench.ledger.read {
            (try $0.requireCapture(bad), try $0.events(capture: bad).last)
        }
        #expect(capture.state == .expired && capture.directory == "trash")
        #expect(event?.who == "op" && event?.why == "useless" && event?.to == "expired")
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }
}

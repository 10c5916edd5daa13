import Model
import Testing

@testable import Ledger

/// A capture's rows become live, once.
@Suite struct DecodeCommitTests {
    /// Live rows of a capture that are not masked.
    private func liveRows(_ ledger: Ledger, _ capture: Int64) async throws -> Int64 {
        try await ledger.read { try $0.liveRows(ofCapture: capture).reduce(0) { $0 + $1.rows } }
    }

    @Test func aCommitMakesRowsLiveAndEndsTheRun() async throws {
        let bench = try LedgerBench()
        let (id, end) = try await bench.ledger.write { tx in
            let id = try tx.incomingCapture()
            let end = try tx.claimed(id)
            let verdict = try tx.decoded(id, end)
            #expect(verdict == .loaded)
            return (id, end)
        }
        let (capture, run, attempts, live) = try await bench.ledger.read {
            (
                try $0.requireCapture(id), try $0.requireRun(end.run), try $0.attempts(run: end.run),
                try $0.liveSet(table: "dns", day: "2026-01-01")
            )
        }
        #expect(capture.state == .loaded && capture.packets == 10 && capture.loadedUs != nil)
        #expect(run.state == .completed && run.error == nil)
        #expect(attempts.map(\.outcome) == [.completed])
        #expect(live.map(\.rows) == [10])
        #expect(try await bench.ledger.read { try $0.partition(table: "dns", day: "2026-01-01").revision } == 1)
    }

    @Test func theSameCommitTwiceChangesNothing() async throws {
        let bench = try LedgerBench()
        let (id, end) = try await bench.ledger.write { tx in
            let id = try tx.incomingCapture()
            let end = try tx.claimed(id)
            try tx.decoded(id, end)
            return (id, end)
        }
        let events = try await bench.eventCount()
        await #expect(throws: LedgerError.conflict("capture \(id) is not processed by run \(end.run) any more")) {
            try await bench.ledger.write { _ = try $0.decoded(id, end) }
        }
        #expect(try await liveRows(bench.ledger, id) == 10)
        #expect(try await bench.eventCount() == events)
    }

    @Test func anAttemptThatWasTakenForDeadCommitsNothing() async throws {
        let bench = try LedgerBench()
        let (id, stale) = try await bench.ledger.write { tx in
            let id = try tx.incomingCapture()
            let stale = try tx.claimed(id)
            var interrupted = stale
            interrupted.state = .interrupted
            interrupted.outcome = .orphaned
            try tx.finish(interrupted)
            try tx.release(capture: id, why: "the daemon died", orphaned: true, run: stale.run)
            try tx.settleAll()
            let attempt = try tx.start(run: stale.run, incarnation: stale.incarnation)
            #expect(attempt == 2)
            try tx.claim(capture: id, run: stale.run)
            return (id, stale)
        }
        await #expect(throws: LedgerError.conflict("run \(stale.run) was given to another attempt")) {
            try await bench.ledger.write { _ = try $0.decoded(id, stale) }
        }
        #expect(try await liveRows(bench.ledger, id) == 0)
        #expect(try await bench.ledger.read { try $0.requireCapture(id).contentSha256 } == nil)
    }

    @Test func theSameContentCountsOncePerServer() async throws {
        let bench = try LedgerBench()
        let (first, twin, elsewhere) = try await bench.ledger.write { tx in
            (
                try tx.loadedCapture(name: "a.pcap", content: "x"),
                try tx.loadedCapture(name: "a.pcap.gz", content: "x"),
                try tx.loadedCapture(server: "ns2", content: "x")
            )
        }
        let captures = try await bench.ledger.read { view in try [first, twin, elsewhere].map(view.requireCapture) }
        #expect(captures.map(\.state) == [.loaded, .duplicate, .loaded])
        #expect(captures[1].duplicateOf == first)
        #expect(try await liveRows(bench.ledger, twin) == 0)
    }

    @Test func emptyCapturesAreNoDuplicates() async throws {
        let bench = try LedgerBench()
        let verdicts = try await bench.ledger.write { tx in
            try (0..<2).map { _ in
                let id = try tx.incomingCapture()
                return try tx.decoded(id, try tx.claimed(id), content: "empty", packets: 0)
            }
        }
        #expect(verdicts == [.loaded, .loaded])
    }

    @Test func decodingAgainReplacesTheRows() async throws {
        let bench = try LedgerBench()
        let id = try await bench.ledger.write { try $0.loadedCapture() }
        try await bench.ledger.write { tx in
            try tx.reprocess(capture: id, who: "op", why: nil)
            try tx.settleAll()
        }
        #expect(try await liveRows(bench.ledger, id) == 10, "the old rows stay until the new ones are there (I8)")
        try await bench.ledger.write { tx in _ = try tx.decoded(id, try tx.claimed(id), rows: [id: 7]) }
        #expect(try await liveRows(bench.ledger, id) == 7)
        #expect(try await bench.ledger.read { try $0.liveSet() }.count == 1)
    }

    @Test func inAFileThatOthersShareTheOldRowsAreMasked() async throws {
        let bench = try LedgerBench()
        let (first, second) = try await bench.ledger.write { tx in
            (try tx.loadedCapture(), try tx.loadedCapture())
        }
        try await bench.compact([first: 10, second: 10])
        try await bench.ledger.write { tx in
            try tx.reprocess(capture: first, who: "op", why: nil)
            try tx.settleAll()
            try tx.decoded(first, try tx.claimed(first), rows: [first: 12])
        }
        let live = try await bench.ledger.read { try $0.liveSet() }
        #expect(live.map(\.masked) == [[], [first]] || live.map(\.masked) == [[first], []])
        #expect(try await liveRows(bench.ledger, first) == 12)
        #expect(try await liveRows(bench.ledger, second) == 10)
    }

    @Test func aTwinThatComesWhileTheOriginalIsDecodedAgainIsStillADuplicate() async throws {
        let bench = try LedgerBench()
        let (original, twin) = try await bench.ledger.write { tx in
            let original = try tx.loadedCapture(content: "x")
            try tx.reprocess(capture: original, who: "op", why: nil)
            try tx.settleAll()
            let twin = try tx.loadedCapture(content: "x")
            try tx.decoded(original, try tx.claimed(original), content: "x")
            return (original, twin)
        }
        #expect(try await bench.ledger.read { try $0.requireCapture(twin).state } == .duplicate)
        #expect(try await bench.ledger.read { try $0.requireCapture(original).state } == .loaded)
        #expect(try await bench.ledger.read { try $0.liveSet().reduce(0) { $0 + $1.rows } } == 10, "I2")
    }

    @Test func aLongerVersionReplacesTheRowsOfTheShorterOne() async throws {
        let bench = try LedgerBench()
        let (old, new) = try await bench.ledger.write { tx in
            var ids: [Int64] = []
            for size in [Int64(10), 20] {
                let seen = SourceSighting(path: "/d/a", name: "a", sizeBytes: size, modifiedUs: size)
                let id = try tx.observe(server: "ns1", listing: [seen])[0].capture
                try tx.fetched(
                    capture: id, directory: "captures/ns1", fileName: "\(id)-a", sizeBytes: size, run: nil)
                try tx.adopt(
                    capture: try tx.view.requireCapture(id), sha256: "s\(size)", sizeBytes: size, run: nil,
                    findings: PrefixFindings(compared: Set(ids), contained: Set(ids)))
                try tx.settleAll()
                try tx.decoded(id, try tx.claimed(id), rows: [id: size])
                ids.append(id)
            }
            return (ids[0], ids[1])
        }
        #expect(try await liveRows(bench.ledger, old) == 0)
        #expect(try await liveRows(bench.ledger, new) == 20)
    }

    @Test func aFileNameIsNeverLiveTwice() async throws {
        let bench = try LedgerBench()
        let (id, end) = try await bench.ledger.write { tx in
            let id = try tx.incomingCapture()
            return (id, try tx.claimed(id))
        }
        let file = PublishedFile(
            table: "dns", day: "2026-01-01", path: "staging/dns/x", rows: 1, bytes: 1, sha256: "f",
            rowsByCapture: [id: 1])
        await #expect(throws: (any Error).self) {
            try await bench.ledger.write { tx in
                _ = try tx.commitDecode(
                    DecodeCommit(
                        end: end, capture: id, contentSha256: "c", packets: 1, firstPacketUs: nil, lastPacketUs: nil,
                        files: [file, file], state: nil, consumed: []))
            }
        }
        let (capture, run) = try await bench.ledger.read { (try $0.requireCapture(id), try $0.requireRun(end.run)) }
        #expect(capture.state == .processing && run.state == .running, "all of it or nothing")
    }
}

import Model
import Testing

@testable import Ledger

/// What decoders hand on along a server's chain: each state is taken in once.
@Suite struct ChainStateTests {
    private static func state(_ name: String) -> DecodeCommit.State {
        DecodeCommit.State(path: "state/ns1/\(name)", bytes: 1, sha256: name)
    }

    /// Decodes a new capture the way its place in the chain says, and gives its id and the place.
    private static func decode(_ tx: LedgerTransaction, modifiedUs: Int64) throws -> (id: Int64, place: DecodePlace) {
        let id = try tx.incomingCapture(name: "c\(modifiedUs)", modifiedUs: modifiedUs)
        return (id, try decode(tx, capture: id))
    }

    private static func decode(_ tx: LedgerTransaction, capture id: Int64) throws -> DecodePlace {
        let end = try tx.claimed(id)
        let place = try tx.view.decodePlace(of: try tx.view.requireCapture(id))
        try tx.decoded(
            id, end, state: place.publishesState ? state("\(id)-\(end.run)") : nil,
            consumed: place.input.map { [$0.id] } ?? [])
        return place
    }

    private static func again(_ tx: LedgerTransaction, _ id: Int64) throws {
        try tx.reprocess(capture: id, who: "op", why: nil)
        try tx.settleAll()
    }

    @Test func eachCaptureContinuesTheOneBefore() async throws {
        let bench = try LedgerBench()
        let places = try await bench.ledger.write { tx in
            try [10, 20, 30].map { try Self.decode(tx, modifiedUs: $0) }
        }
        #expect(places[0].place == DecodePlace(input: nil, writesState: true, publishesState: true))
        #expect(places[1].place.input?.capture == places[0].id)
        #expect(places[2].place.input?.capture == places[1].id)
        let open = try await bench.ledger.read { try $0.openState(server: "ns1") }
        #expect(open?.capture == places[2].id)
        #expect(try await bench.ledger.read { try $0.states(status: "consumed", olderThanUs: .max) }.count == 2)
    }

    @Test func aLateCaptureTakesNothingAndLeavesTheChainAlone() async throws {
        let bench = try LedgerBench()
        let (late, last) = try await bench.ledger.write { tx in
            let last = try Self.decode(tx, modifiedUs: 30)
            return (try Self.decode(tx, modifiedUs: 20), last)
        }
        #expect(late.place == DecodePlace(input: nil, writesState: false, publishesState: false))
        #expect(try await bench.ledger.read { try $0.openState(server: "ns1")?.capture } == last.id)
    }

    @Test func theLastOneDecodedAgainNeverTakesInItsOwnState() async throws {
        let bench = try LedgerBench()
        let (first, last, place) = try await bench.ledger.write { tx in
            let first = try Self.decode(tx, modifiedUs: 10)
            let last = try Self.decode(tx, modifiedUs: 20)
            try Self.again(tx, last.id)
            return (first.id, last.id, try Self.decode(tx, capture: last.id))
        }
        #expect(place.input?.capture == first, "I2: what waited before it is matched once more, nothing else")
        #expect(place.writesState && place.publishesState)
        let open = try await bench.ledger.read { view in
            try view.states(status: "open", olderThanUs: .max).map(\.capture)
        }
        #expect(open == [last], "the state that it left before is superseded")
    }

    @Test func inTheMiddleItTakesInWhatItTookInAndThrowsItsStateAway() async throws {
        let bench = try LedgerBench()
        let (first, place, open) = try await bench.ledger.write { tx in
            let first = try Self.decode(tx, modifiedUs: 10)
            let middle = try Self.decode(tx, modifiedUs: 20)
            let last = try Self.decode(tx, modifiedUs: 30)
            try Self.again(tx, middle.id)
            let place = try Self.decode(tx, capture: middle.id)
            let open = try tx.view.openState(server: "ns1")
            #expect(open?.capture == last.id)
            return (first.id, place, open)
        }
        #expect(place.input?.capture == first)
        #expect(place.writesState && !place.publishesState, "its successor has the rows of what waited")
        #expect(open != nil)
    }

    @Test func aWholeTailDecodedAgainKeepsTheChain() async throws {
        let bench = try LedgerBench()
        let (ids, inputs, open) = try await bench.ledger.write { tx in
            let ids = try [10, 20, 30].map { try Self.decode(tx, modifiedUs: $0).id }
            for id in ids { try Self.again(tx, id) }
            let inputs = try ids.map { try Self.decode(tx, capture: $0).input?.capture }
            return (ids, inputs, try tx.view.states(status: "open", olderThanUs: .max).map(\.capture))
        }
        #expect(inputs == [nil, ids[0], ids[1]])
        #expect(open == [ids[2]])
    }

    @Test func aStateThatWasFlushedIsNotTakenInAsWell() async throws {
        let bench = try LedgerBench()
        let state = try await bench.ledger.write { tx -> DecoderStateRecord? in
            _ = try Self.decode(tx, modifiedUs: 10)
            return try tx.view.openState(server: "ns1")
        }
        let id = try #require(state?.id)
        let (capture, end) = try await bench.ledger.write { tx -> (Int64, RunEnd) in
            let capture = try tx.incomingCapture(name: "b", modifiedUs: 20)
            return (capture, try tx.claimed(capture))
        }
        try await bench.ledger.write { tx in
            try tx.commitFlush(state: id, end: try tx.startedRun(subject: "state:ns1:\(id)"), files: [])
        }
        await #expect(throws: LedgerError.conflict("state \(id) has been continued or flushed by another run")) {
            try await bench.ledger.write { _ = try $0.decoded(capture, end, consumed: [id]) }
        }
        await #expect(throws: LedgerError.conflict("state \(id) is not open any more")) {
            try await bench.ledger.write { tx in
                try tx.commitFlush(state: id, end: try tx.startedRun(), files: [])
            }
        }
        #expect(try await bench.ledger.read { try $0.requireCapture(capture).state } == .processing)
    }

    @Test func aDuplicateHandsTheChainOn() async throws {
        let bench = try LedgerBench()
        let (before, after) = try await bench.ledger.write { tx in
            let first = try Self.decode(tx, modifiedUs: 10)
            let before = try tx.view.openState(server: "ns1")
            let twin = try tx.incomingCapture(name: "twin", modifiedUs: 20)
            let verdict = try tx.decoded(
                twin, try tx.claimed(twin), content: "content-\(first.id)", state: Self.state("thrown away"),
                consumed: before.map { [$0.id] } ?? [])
            #expect(verdict == .duplicate(of: first.id))
            return (before, try tx.view.openState(server: "ns1"))
        }
        #expect(before != nil && before == after)
    }
}

import Testing

@testable import Ledger

/// The same file from two servers is decoded for both, and said.
@Suite struct SameContentTests {
    @Test func theSameContentOfAnotherServerIsAnEvent() async throws {
        let bench = try LedgerBench()
        let (first, own, other) = try await bench.ledger.write { tx in
            let first = try tx.loadedCapture(content: "twin")
            let own = try tx.loadedCapture(name: "b.pcap", content: "own")
            return (first, own, try tx.loadedCapture(server: "ns2", content: "twin"))
        }
        let events = try await bench.ledger.read { try $0.events(capture: other) }.filter { $0.kind == "warning" }
        #expect(events.map(\.to) == ["same content"])
        #expect(events.first?.why?.hasPrefix("capture \(first) of ns1 has the same content") == true)
        let found = try await bench.ledger.read { view in
            try [first, own, other].map { try view.sameContent(as: view.requireCapture($0)).map(\.id) }
        }
        #expect(found == [[other], [], [first]])
        #expect(try await bench.ledger.read { try $0.requireCapture(other).state } == .loaded)
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }
}

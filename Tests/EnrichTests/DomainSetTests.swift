import Testing

@testable import Decode

@Suite struct DomainSetTests {
    private func holds(_ set: DomainSet, _ name: WireLabels) -> Bool {
        var wire: [UInt8] = []
        var starts: [UInt8] = []
        for label in name.labels {
            starts.append(UInt8(wire.count))
            wire.append(UInt8(label.count))
            wire += label
        }
        return (wire + [0]).withUnsafeBufferPointer { wire in
            (starts + [0]).withUnsafeBufferPointer { starts in
                guard let wire = wire.baseAddress, let starts = starts.baseAddress else { return false }
                return set.holds(wire: wire, labels: starts, count: name.labels.count)
            }
        }
    }

    @Test(
        arguments: [
            ("example.nl", true), ("a.example.nl", true), ("a.b.c.example.nl", true), ("nl", false), ("b.nl", false),
            ("anexample.nl", false), ("example.nl.com", false), ("co.uk", true), ("x.co.uk", true), ("uk", false),
            ("example", false), ("arpa", true), ("1.0.0.127.in-addr.arpa", true), ("x.xn--fiqs8s", true),
            ("x.中国", true), ("_tcp.test", true),
        ])
    func wholeLabels(_ name: String, _ isHeld: Bool) throws {
        let set = try DomainSet(["Example.NL", "co.uk.", "arpa", "中国", "_tcp.test"])
        #expect(holds(set, try #require(WireLabels(name))) == isHeld)
    }

    @Test func noneHoldsNothing() throws {
        for set in [DomainSet(), try DomainSet([])] {
            #expect(set.isEmpty)
            #expect(!holds(set, try #require(WireLabels("nl"))))
            #expect(!holds(set, WireLabels(labels: [])))
        }
        let set = try DomainSet(["nl"])
        #expect(!set.isEmpty)
        #expect(!holds(set, WireLabels(labels: [])))
        // A dot within a label separates nothing.
        #expect(!holds(set, WireLabels(labels: [Array("a.nl".utf8)])))
    }

    @Test(arguments: ["", ".", "a..b", "*.nl", "!a.nl", "a b", String(repeating: "a", count: 64)])
    func noNames(_ name: String) throws {
        let error = try #require(throws: DomainSetError.self) { try DomainSet(["nl", name]) }
        #expect(error.name == name)
    }
}

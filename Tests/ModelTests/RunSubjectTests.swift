import Foundation
import Model
import SharedInputs
import Testing

@Suite struct RunSubjectTests {
    @Test(arguments: [
        ("-", RunSubject.whole), ("ns1", .server("ns1")), ("ns1_ams", .server("ns1_ams")),
        ("capture:4711", .capture(4711)), ("state:ns1:12", .state(server: "ns1", id: 12)),
        ("dns/2026-03-01", .partition(table: "dns", day: Day(number: 20_513))),
    ])
    func textsOfTheLedger(_ text: String, _ subject: RunSubject) {
        #expect(RunSubject(text) == subject)
        #expect(subject.description == text)
    }

    /// What only looks like a capture, a state or a day is none, and stays the text that it is.
    @Test(arguments: [
        "", "capture:", "capture:x", "capture:+1", "capture:007", "capture:-0", "capture:1 ", " capture:1",
        "capture:9223372036854775808", "state:", "state:1", "state:ns1", "state:ns1:", "state::1", "state:ns1:01",
        "state:a:b:1", "dns/", "/2026-03-01", "dns/2026-02-30", "dns/2026-3-1", "dns/2026-03-01/x", "--", "Capture:1",
    ])
    func otherTextsNameAServer(_ text: String) {
        #expect(RunSubject(text) == .server(text))
        #expect(RunSubject(text).description == text)
        #expect(RunSubject(text).capture == nil)
    }

    @Test(arguments: UInt64(1)...4)
    func whatIsWrittenIsReadAgain(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        for _ in 0..<2000 {
            let subject = Self.subject(&random)
            #expect(RunSubject(subject.description) == subject)
            let json = try JSONEncoder().encode([subject])
            #expect(try JSONDecoder().decode([RunSubject].self, from: json) == [subject])
            #expect(try JSONDecoder().decode([String].self, from: json) == [subject.description])
        }
    }

    /// Whatever a ledger has, it has the same afterwards.
    @Test(arguments: UInt64(1)...4)
    func whatIsReadIsWrittenAgain(_ seed: UInt64) {
        var random = SplitMix(seed: seed)
        let pieces = [
            "capture:", "state:", "dns", "/", ":", "-", "2026-03-01", "0", "12", "ns1", "9223372036854775807",
        ]
        for _ in 0..<5000 {
            let count = Int.random(in: 0...4, using: &random)
            let text = (0..<count).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
            #expect(RunSubject(text).description == text)
        }
    }

    @Test func whatASubjectNames() {
        #expect(RunSubject.capture(1).capture == 1 && RunSubject.capture(1).server == nil)
        #expect(RunSubject.state(server: "ns1", id: 3).server == "ns1")
        #expect(RunSubject.server("ns1").server == "ns1" && RunSubject.whole.server == nil)
        #expect(RunSubject.partition(table: "dns", day: Day(number: 20_513)).server == nil)
        #expect(["b", "a", "-"].map { RunSubject($0) }.sorted() == ["-", "a", "b"])
    }

    private static func subject(_ random: inout SplitMix) -> RunSubject {
        let server = "ns\(Int.random(in: 0..<100, using: &random))"
        return switch random.next() % 5 {
        case 0: .whole
        case 1: .server(server)
        case 2: .capture(Int64(bitPattern: random.next()))
        case 3: .state(server: server, id: Int64(bitPattern: random.next()))
        default:
            .partition(
                table: ["dns", "icmp", "flows"][Int.random(in: 0..<3, using: &random)],
                day: Day(number: Int32.random(in: 0..<100_000, using: &random)))
        }
    }
}

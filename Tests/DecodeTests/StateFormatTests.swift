import Decode
import Foundation
import Testing

@Suite("What is kept of queries between captures")
struct StateFormatTests {
    /// A state of version 1: at the epoch `a.nl` was asked and answered, and `b.nl` asked.
    private static let first = """
        ZW50cmFkYSBzdGF0ZQoBAAAA0DeCpC8KBgAAAAAAAAAAAAAAAACAxhqlLwoGAAIAAAACBAAAAAAAAAAAAQIAwAAAAAAEAAAAAAAAAAA1ZDPGAA
        AAAECcNQARAQDoM4KkLwoGAP//////////AAAAAAAAAAAAAAAAAQAwgqQvCgYAQAAAAAAAABYAAAAWAAAAAAEBAAABAAAAAAAAAWECbmwAAAEA
        AQABBAAAAAAAAAAAAQIAwAAAAAAEAAAAAAAAAAA1ZDPGAAAAAECcNQARAgDQN4KkLwoGAP//////////AAAAAAAAAAAAAAAAAdA3gqQvCgYAQA
        AAAAAAABYAAAAWAAAAAAIBAAABAAAAAAAAAWICbmwAAAEAAQAAAAAAAAAAANr+PU5K3IT73K1aXHEVqkxJe/+QHh76rCJwQ6Yc4C5F
        """

    /// Answers to both, and one to `a.nl` that differs in case.
    private var answers: ByteString {
        var capture = CaptureBuilder()
        capture.add(Exchange().reply(DNSText.query("a.nl", id: 1).answered()), at: 3000)
        capture.add(Exchange().reply(DNSText.query("A.Nl", id: 1).answered()), at: 4000)
        capture.add(Exchange().reply(DNSText.query("c.nl", id: 1).answered()), at: 5000)
        capture.add(Exchange().reply(DNSText.query("b.nl", id: 2).answered()), at: 6000)
        return capture.bytes
    }

    /// Responses for which no query waits come last: it might still come.
    private static let kinds = ["matched", "duplicate_response", "duplicate_response", "response_only"]

    @Test func versionOneIsRead() throws {
        let state = try #require(Data(base64Encoded: Self.first, options: .ignoreUnknownCharacters))
        #expect(try Decoding.content(answers, state: Array(state)).kinds == Self.kinds)
        let again = try #require(
            try Decoding.content(CaptureBuilder().header, state: Array(state), keepsState: true).state)
        #expect(again.count < state.count)
        #expect(try Decoding.content(answers, state: again).kinds == Self.kinds)
    }

    @Test func anAnsweredQueryIsKnownByADigestOfItsQuestion() throws {
        var capture = CaptureBuilder()
        capture.add(Exchange().ask(.query("a.nl", id: 1)))
        capture.add(Exchange().reply(DNSText.query("a.nl", id: 1).answered()), at: 1000)
        capture.add(Exchange().ask(.query("b.nl", id: 2)), at: 2000)
        let state = try #require(try Decoding.content(capture.bytes, keepsState: true).state)
        #expect(try Decoding.content(answers, state: state).kinds == Self.kinds)
        // What was told apart by a digest is told apart by it in the next state too.
        let next = try #require(
            try Decoding.content(CaptureBuilder().header, state: state, keepsState: true).state)
        #expect(next == state)
    }

    @Test func anUnansweredQueryThatWasRepeatedAndAnsweredBeforeIsARetransmission() throws {
        var capture = CaptureBuilder()
        capture.add(Exchange().ask(.query("a.nl", id: 1)))
        capture.add(Exchange().ask(.query("a.NL", id: 1)), at: 1000)
        capture.add(Exchange().ask(.query("b.nl", id: 1)), at: 1500)
        capture.add(Exchange().reply(DNSText.query("a.nl", id: 1).answered()), at: 2000)
        let first = try Decoding.content(capture.bytes, keepsState: true)
        #expect(first.kinds == ["matched"])
        var later = CaptureBuilder()
        later.add(Exchange(port: 40_001).ask(.query("z.nl", id: 9)), at: 9_000_000)
        let rows = try Decoding.content(later.bytes, state: first.state).dns
        let kinds = Dictionary(rows.map { ($0["dns_qname_full"]?.lowercased() ?? "", $0["row_kind"]) }) { $1 }
        #expect(kinds == ["a.nl.": "retransmitted", "b.nl.": "unanswered", "z.nl.": "unanswered"])
    }

    @Test func anAnsweredQueryTakesLittleRoomHoweverLongItsName() throws {
        func size(_ queries: Int) throws -> Int {
            var capture = CaptureBuilder()
            let tail = (0..<3).map { _ in String(repeating: "x", count: 60) }.joined(separator: ".")
            for number in 0..<queries {
                let query = DNSText.query("n\(number).\(tail).nl", id: number + 1)
                capture.add(Exchange().ask(query), at: Int64(number) * 100)
                capture.add(Exchange().reply(query.answered()), at: Int64(number) * 100 + 50)
            }
            return try #require(try Decoding.content(capture.bytes, keepsState: true).state).count
        }
        let (few, many) = (try size(10), try size(510))
        #expect((many - few) / 500 <= 56)
    }
}

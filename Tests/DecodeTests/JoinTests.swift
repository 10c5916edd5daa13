import Decode
import Testing

@Suite("Joining")
struct JoinTests {
    private let exchange = Exchange()
    private let query = DNSText.query("example.nl", id: 7)
    private var answer: DNSText { query.answered(answers: [DNSText.address]) }

    /// Packets at milliseconds; gives kind, time of the row in milliseconds, and processing time in microseconds.
    private func join(
        _ packets: [(Int64, ByteString)], _ change: (inout DecodeOptions) -> Void = { _ in }
    ) throws -> [String] {
        var capture = CaptureBuilder()
        for (time, packet) in packets { capture.add(packet, at: time * 1000) }
        let decoding = try Decoding.capture(capture, options: Decoding.options(change))
        return decoding.dns.map { row in
            let time = (Int64(row["time"] ?? "") ?? 0) - CaptureBuilder.epoch
            return "\(row["row_kind"] ?? "") \(time / 1000) \(row["dns_proc_time_us"] ?? "-")"
        }.sorted()
    }

    private var ask: ByteString { exchange.ask(query) }
    private var reply: ByteString { exchange.reply(answer) }
    private var tick: ByteString {
        IPPacket("192.0.2.9", "192.0.2.10", payload: Transport.udp(1, 2, [])).bytes
    }

    @Test func aPair() throws { #expect(try join([(10, ask), (13, reply)]) == ["matched 10 3000"]) }

    @Test func twoQueriesAndTwoAnswersAreTwoPairs() throws {
        #expect(
            try join([(0, ask), (10, ask), (12, reply), (13, reply)]) == ["matched 0 13000", "matched 10 2000"])
    }

    @Test func aRepeatedQueryThatIsAnsweredOnce() throws {
        #expect(try join([(0, ask), (1000, ask), (1002, reply)]) == ["matched 1000 2000", "retransmitted 0 -"])
    }

    @Test func aRepeatedQueryThatIsNeverAnswered() throws {
        #expect(try join([(0, ask), (1000, ask)]) == ["unanswered 0 -", "unanswered 1000 -"])
    }

    @Test func aRepeatedAnswer() throws {
        #expect(try join([(0, ask), (1, reply), (2, reply)]) == ["duplicate_response 2 -", "matched 0 1000"])
        #expect(
            try join([(0, ask), (1, reply), (5500, tick), (5501, reply)]) == ["matched 0 1000", "response_only 5501 -"])
    }

    @Test func anAnswerAfterTheTimeOut() throws {
        #expect(try join([(0, ask), (4900, reply)]) == ["matched 0 4900000"])
        #expect(try join([(0, ask), (5000, reply)]) == ["matched 0 5000000"])
        #expect(try join([(0, ask), (5001, reply)]) == ["response_only 5001 -", "unanswered 0 -"])
        #expect(
            try join([(0, ask), (1600, reply)]) { $0.queryTimeoutMicroseconds = 1_500_000 } == [
                "response_only 1600 -", "unanswered 0 -",
            ])
    }

    @Test func timeThatGoesBackwards() throws {
        // Asked first: the clocks of two interfaces differ, and a negative time is none.
        #expect(try join([(10, ask), (8, reply)]) == ["matched 10 -"])
        // Recorded in the wrong order: the times say which was first.
        #expect(try join([(10, reply), (8, ask)]) == ["matched 8 2000"])
        #expect(try join([(8, reply), (10, ask)]) == ["response_only 8 -", "unanswered 10 -"])
        #expect(try join([(10, reply), (11, reply), (8, ask)]) == ["duplicate_response 11 -", "matched 8 2000"])
        #expect(try join([(8, reply), (9, ask), (10, reply)]) == ["duplicate_response 8 -", "matched 9 1000"])
    }

    @Test func aBrokenTimeStampSettlesNothing() throws {
        let day: Int64 = 86_400_000
        #expect(try join([(0, ask), (100 * day, tick), (2, reply)]) == ["matched 0 2000"])
        #expect(try join([(0, ask), (-100 * day, tick), (2, reply)]) == ["matched 0 2000"])
        #expect(try join([(0, ask), (100 * day, reply), (2, tick)]).first?.hasPrefix("matched") == true)
        #expect(try join([(0, ask), (-100 * day, reply), (2, tick)]).first?.hasPrefix("matched") == true)
        #expect(try join([(0, tick), (100 * day, ask), (2, reply), (3, tick)]) == ["matched \(100 * day) -"])
        #expect(try join([(0, tick), (-100 * day, ask), (2, tick), (3, reply)]).first?.hasPrefix("matched") == true)
    }

    /// Nothing more says what time it is: they have nothing to do with each other.
    @Test func anAnswerHoursLaterIsNone() throws {
        let later: Int64 = 7_200_000
        #expect(try join([(0, ask), (later, reply)]) == ["response_only \(later) -", "unanswered 0 -"])
        #expect(
            try join([(0, ask), (later, reply), (later + 1, tick), (later + 2, tick), (later + 3, tick)]) == [
                "response_only \(later) -", "unanswered 0 -",
            ])
        #expect(
            try join([(0, ask), (later, ask), (later + 1, reply)]) == ["matched \(later) 1000", "unanswered 0 -"])
    }

    @Test func aQueryThatIsCutInItsNameMeetsItsAnswer() throws {
        var capture = CaptureBuilder()
        let long = Exchange()
        capture.add(long.ask(.query("a-rather-long-name.example.nl", id: 7)), snap: 20 + 8 + 12 + 10)
        capture.add(long.reply(DNSText.query("a-rather-long-name.example.nl", id: 7).answered()), at: 500)
        capture.add(long.ask(.query("another-long-name.example.nl", id: 8)), at: 1000, snap: 20 + 8 + 12 + 10)
        capture.add(long.reply(DNSText.query("a-rather-long-name.example.nl", id: 8).answered()), at: 1500)
        let rows = try Decoding.capture(capture).dns.sorted { ($0["dns_id"] ?? "") < ($1["dns_id"] ?? "") }
        #expect(
            rows.first?.differences([
                "row_kind": "matched", "dns_truncated": "true", "dns_qname_full": "a-rather-long-name.example.nl.",
            ]) == [])
        #expect(rows.dropFirst().compactMap { $0["row_kind"] }.sorted() == ["response_only", "unanswered"])
    }

    /// As scanners ask: always the same identifier and port. The bound is one of memory, not of sixty-four names.
    @Test(arguments: [100, 1000, 5000]) func manyNamesWithOneIdentifier(count: Int) throws {
        var capture = CaptureBuilder()
        for index in 0..<count { capture.add(exchange.ask(.query("host\(index).nl")), at: Int64(index)) }
        for index in 0..<count {
            capture.add(exchange.reply(DNSText.query("host\(index).nl").answered()), at: 100_000 + Int64(index))
        }
        #expect(try Decoding.capture(capture).kinds == Array(repeating: "matched", count: count))
    }

    /// By their times the second answer is that of the second query, which was recorded behind it.
    @Test func anAnswerThatIsRecordedBeforeARepetition() throws {
        let answer = exchange.reply(DNSText.query("example.nl").answered())
        let query = exchange.ask(.query("example.nl"))
        var capture = CaptureBuilder()
        for (packet, time) in [(query, 0), (answer, 10_000), (answer, 1_000_030), (query, 1_000_000)] {
            capture.add(packet, at: Int64(time))
        }
        #expect(try Decoding.capture(capture).kinds == ["matched", "matched"])
        // What nothing is asked for again is a repetition, however long it waits.
        capture = CaptureBuilder()
        for (packet, time) in [(query, 0), (answer, 10_000), (answer, 4_000_000)] {
            capture.add(packet, at: Int64(time))
        }
        capture.add(Exchange(port: 50_000).ask(.query("tick.nl")), at: 9_000_000)
        #expect(try Decoding.capture(capture).kinds.contains("duplicate_response"))
    }

    /// Who asks one thing again and again drives out no query for another one.
    @Test func oneNameAgainAndAgain() throws {
        var capture = CaptureBuilder()
        capture.add(exchange.ask(.query("once.nl")))
        for index in 0..<5000 { capture.add(exchange.ask(.query("flood.nl")), at: Int64(index)) }
        capture.add(exchange.reply(DNSText.query("once.nl").answered()), at: 6000)
        let rows = try Decoding.capture(capture).dns.filter { $0["dns_qname_full"] == "once.nl." }
        #expect(rows.map { $0["row_kind"] } == ["matched"])
    }

    @Test func aJumpOfTheClockIsBelievedWhenTheNextOnesAgree() throws {
        let jump: Int64 = 7_200_000
        let other = exchange.ask(.query("other.nl", id: 8))
        let otherReply = exchange.reply(DNSText.query("other.nl", id: 8).answered())
        // What was asked before the jump is over; what is asked while it is in doubt is not.
        #expect(
            try join([(0, ask), (jump, other), (jump + 1, tick), (jump + 2, tick), (jump + 3, otherReply)]) == [
                "matched \(jump) 3000", "unanswered 0 -",
            ])
        #expect(
            try join([(jump, ask), (0, other), (1, tick), (2, tick), (3, otherReply)]) == [
                "matched 0 3000", "unanswered \(jump) -",
            ])
    }

    @Test func theQuestionIsPartOfTheKey() throws {
        let other = exchange.reply(DNSText.query("other.nl", id: 7).answered())
        let otherType = exchange.reply(DNSText.query("example.nl", type: 28, id: 7).answered())
        #expect(
            try join([(0, ask), (1, other), (2, otherType), (3, reply)]) == [
                "matched 0 3000", "response_only 1 -", "response_only 2 -",
            ])
    }

    @Test func caseDoesNotMatterAndIsKept() throws {
        var capture = CaptureBuilder()
        capture.add(exchange.ask(.query("ExAmPlE.nL")))
        capture.add(exchange.reply(DNSText.query("example.nl").answered()))
        #expect(
            try Decoding.capture(capture).row?.differences(["row_kind": "matched", "dns_qname_full": "ExAmPlE.nL."])
                == [])
    }

    @Test func namesThatDifferBehindAZeroOctetAreDifferent() throws {
        let one = DNSText(id: 7, questions: [DNSText.question([2, 97, 0, 2, 110, 108, 0], type: 1)])
        let other = DNSText(id: 7, questions: [DNSText.question([2, 97, 0, 2, 100, 101, 0], type: 1)])
        #expect(
            try join([(0, exchange.ask(one)), (1, exchange.reply(other.answered()))]) == [
                "response_only 1 -", "unanswered 0 -",
            ])
    }

    @Test func aResponseWithoutQuestionJoinsByTheKey() throws {
        let refusal = DNSText(id: 7, flags: 0x8101)
        #expect(try join([(0, ask), (1, exchange.reply(refusal))]) == ["matched 0 1000"])
        #expect(
            try join([(0, ask), (1, exchange.reply(refusal.with { $0.id = 8 }))]) == [
                "response_only 1 -", "unanswered 0 -",
            ])
    }

    @Test(arguments: ["client", "server", "port", "serverPort"])
    func everyPartOfTheKeyCounts(part: String) throws {
        var other = exchange
        switch part {
        case "client": other.client = "192.0.2.2"
        case "server": other.server = "198.51.100.54"
        case "port": other.port = 40_001
        default: other.serverPort = 5353
        }
        let rows = try join([(0, ask), (1, other.reply(answer))]) { $0.ports = [53, 5353] }
        #expect(rows == ["response_only 1 -", "unanswered 0 -"])
    }

    @Test func theQRBitTellsWhoAsks() throws {
        // Both sides use the port: a resolver that asks from 53.
        let peers = Exchange(port: 53)
        #expect(try join([(0, peers.ask(query)), (1, peers.reply(answer))]) == ["matched 0 1000"])
        // A query that comes from the server's port and goes to none cannot be a query.
        #expect(try join([(0, exchange.reply(query))]) == ["response_only 0 -"])
    }

    @Test func theTableIsBounded() throws {
        var capture = CaptureBuilder()
        for index in 0..<40 { capture.add(exchange.ask(.query("host\(index).nl", id: index)), at: Int64(index)) }
        for index in 0..<40 {
            capture.add(exchange.reply(DNSText.query("host\(index).nl", id: index).answered()), at: 100 + Int64(index))
        }
        let decoding = try Decoding.capture(capture, options: Decoding.options { $0.maximumWaiting = 16 })
        #expect(decoding.kinds.filter { $0 == "unanswered" }.count == 24)
        #expect(decoding.kinds.filter { $0 == "response_only" }.count == 24)
        #expect(decoding.kinds.filter { $0 == "matched" }.count == 16)
        #expect(decoding.errors["waiting_dropped"] == 24)
    }

    @Test func manyConversationsAreKeptApart() throws {
        var capture = CaptureBuilder()
        for round in 0..<2 {
            for index in 0..<9000 {
                let query = DNSText.query("x\(index % 7).nl", id: index & 0xFFFF)
                let peer = Exchange(port: 1024 + index % 40_000)
                capture.add(peer.ask(query), at: Int64(round * 20_000 + index))
            }
            for index in (0..<9000).reversed() {
                let answer = DNSText.query("x\(index % 7).nl", id: index & 0xFFFF).answered()
                capture.add(
                    Exchange(port: 1024 + index % 40_000).reply(answer), at: Int64(round * 20_000 + 10_000 + index))
            }
        }
        let decoding = try Decoding.capture(capture, options: Decoding.options { $0.batchCapacity = 4096 })
        #expect(decoding.dns.count == 18_000)
        #expect(Set(decoding.kinds) == ["matched"])
    }
}

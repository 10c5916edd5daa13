import Decode
import Tables
import Testing

@Suite("Days and batches")
struct DayTests {
    private static let day: Int64 = 86_400_000_000
    /// From noon.
    private static let toMidnight: Int64 = 43_200_000_000

    @Test func aRowBelongsToTheDayOfItsQuery() throws {
        var capture = CaptureBuilder()
        let query = DNSText.query("a.nl")
        capture.add(Exchange().ask(query), at: Self.toMidnight - 1)
        capture.add(Exchange().reply(query.answered()), at: Self.toMidnight)
        capture.add(Exchange().ask(.query("b.nl", id: 2)), at: Self.toMidnight)
        #expect(try Decoding.capture(capture).days == ["2023-11-15": 1, "2023-11-16": 1])
    }

    @Test func rowsOfYetOtherDaysStayTogether() throws {
        var capture = CaptureBuilder()
        for day in 0..<5 { capture.add(Exchange().ask(.query("a.nl", id: day)), at: Int64(day) * Self.day) }
        let decoding = try Decoding.capture(capture)
        #expect(decoding.days == ["2023-11-15": 3, "2023-11-16": 1, "2023-11-17": 1])
        #expect(decoding.errors["day_span"] == 2)
        #expect(decoding.dns.count == 5)
    }

    /// A clock that was wrong at first does not draw the rest after it.
    @Test func aRowOfYetAnotherDayGoesWhereMostAre() throws {
        var capture = CaptureBuilder()
        var id = 0
        func ask(_ count: Int, day: Int64) {
            for _ in 0..<count {
                id += 1
                capture.add(Exchange().ask(.query("a.nl", id: id)), at: day * Self.day + Int64(id))
            }
        }
        ask(1, day: 0)
        ask(200, day: 5)
        ask(2, day: 6)
        ask(3, day: 9)
        let decoding = try Decoding.capture(capture)
        #expect(decoding.days == ["2023-11-15": 1, "2023-11-20": 203, "2023-11-21": 2])
        #expect(decoding.errors["day_span"] == 3)
    }

    @Test func fullBatchesAreHandedOver() throws {
        var capture = CaptureBuilder()
        for index in 0..<1000 {
            capture.add(
                Exchange(port: 1024 + index % 3).ask(.query("host\(index).example.nl", id: index)), at: Int64(index))
        }
        let decoding = try Decoding.capture(capture)
        #expect(decoding.batches == 16)
        #expect(decoding.names == (0..<1000).map { "host\($0).example.nl." })
        #expect(Set(decoding.dns.map { $0["prot_src_port"] }) == ["1024", "1025", "1026"])
        #expect(decoding.reports.first?.rows[.dns] == 0)
    }
}

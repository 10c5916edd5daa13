import Foundation
import SharedInputs
import Model
import Testing

@Suite struct DayTests {
    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = .gmt
        return calendar
    }()

    /// Foundation's opinion of the day of an instant.
    private func text(_ microseconds: Int64) -> String {
        let date = Date(timeIntervalSince1970: Double(microseconds / 1_000_000))
        let parts = Self.calendar.dateComponents([.year, .month, .day], from: date)
        return String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
    }

    /// From 1601 on (the calendar there is proleptic Gregorian in both) to 3000.
    @Test(arguments: UInt64(1)...4)
    func theDayIsThatOfFoundationsCalendar(_ seed: UInt64) {
        var random = SplitMix(seed: seed)
        for _ in 0..<2000 {
            let second = Int64.random(in: -11_644_473_600...32_503_680_000, using: &random)
            let microseconds = second * 1_000_000
            let day = Day(microseconds: microseconds)
            #expect(day.description == text(microseconds), "\(microseconds)")
            #expect(Day(day.description) == day)
        }
    }

    @Test func everyDayOfFourCenturiesFollowsTheOneBefore() {
        var previous = Day(number: -1)
        #expect(previous.description == "1969-12-31")
        for number in Int32(0)..<146_097 {
            let day = Day(number: number)
            #expect(previous < day)
            #expect(Day(day.description)?.number == number)
            previous = day
        }
        #expect(previous.description == "2369-12-31")
    }

    @Test func aDayBeginsAtMidnight() {
        let perDay: Int64 = 86_400_000_000
        for number in [Int64(-719_528), -1, 0, 1, 19_000, 2_932_896] {
            #expect(Day(microseconds: number * perDay).number == Int32(number))
            #expect(Day(microseconds: number * perDay - 1).number == Int32(number - 1))
            #expect(Day(microseconds: (number + 1) * perDay - 1).number == Int32(number))
        }
        #expect(Day(microseconds: 1_767_225_599_999_999).description == "2025-12-31")
        #expect(Day(microseconds: 1_767_225_600_000_000).description == "2026-01-01")
    }

    /// The instants of a day are those from its start to that of the next one.
    @Test(arguments: UInt64(1)...4)
    func aDayHoldsItsInstants(_ seed: UInt64) {
        var random = SplitMix(seed: seed)
        for _ in 0..<2000 {
            let instant = Int64.random(in: -62_000_000_000_000_000...250_000_000_000_000_000, using: &random)
            let day = Day(microseconds: instant)
            #expect((day.startUs..<day.endUs).contains(instant))
            #expect(day.endUs - day.startUs == 86_400_000_000)
            #expect(Day(microseconds: day.startUs) == day && Day(microseconds: day.endUs).number == day.number + 1)
        }
        #expect(Day(number: .max).endUs == .max && Day(number: .min).startUs == .min)
    }

    /// Times come from the capture: the worst of them must not stop the worker.
    @Test func theWorstTimesAreDaysToo() {
        #expect(Day(microseconds: .max).number == 106_751_991)
        #expect(Day(microseconds: .min).number == -106_751_992)
        #expect(!Day(microseconds: .min).description.isEmpty)
    }

    @Test(arguments: [
        "", "2026", "2026-1-01", "2026-01-1", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32", "2026-02-29",
        "1900-02-29", "2026-04-31", "2026/01/01", "2026-01-01 ", " 2026-01-01", "-026-01-01", "+026-01-01",
        "2026-01-01-01",
        "２０２６-01-01", "02026-01-01", "2026-01-0x", "../../etc",
    ])
    func whatIsNotADayIsRefused(_ text: String) { #expect(Day(text) == nil) }

    @Test(arguments: ["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"])
    func leapDaysAndTheEndsAreDays(_ text: String) { #expect(Day(text)?.description == text) }
}

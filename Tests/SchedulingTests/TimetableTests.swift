import Foundation
import Scheduling
import Testing

@Suite("Timetables: excluded days and bounds")
struct TimetableTests {
    private let amsterdam = Instant.zone("Europe/Amsterdam")

    private func cron(
        _ text: String, _ zone: TimeZone, not days: [String] = [], start: Date? = nil, end: Date? = nil
    ) throws -> Timetable {
        Timetable(
            .cron(try CronExpression(text), zone), zone: zone, excluded: ExcludedDays(try days.map(ExcludedDay.init)),
            start: start, end: end)
    }

    @Test("A day is excluded on the clock of the job's zone, once or in every year")
    func days() throws {
        let daily = try cron("30 0 * * *", amsterdam, not: ["2026-12-25", "01-01"])
        // 00:30 in Amsterdam is 23:30 of the day before in UTC.
        #expect(
            daily.fires(
                after: Instant.at("2026-12-23T12:00:00Z"), through: Instant.at("2027-01-02T12:00:00Z"), limit: 99
            )
            .map { Instant.text($0)?.prefix(10) } == [
                "2026-12-23", "2026-12-25", "2026-12-26", "2026-12-27", "2026-12-28", "2026-12-29", "2026-12-30",
                "2027-01-01",
            ])
        #expect(Instant.text(daily.previousFire(before: Instant.at("2026-12-25T12:00:00Z"))) == "2026-12-23T23:30:00Z")
        #expect(
            Instant.text(daily.nextFire(after: Instant.at("2027-12-31T12:00:00Z"))) == "2028-01-01T23:30:00Z")
    }

    @Test("A leap day of every year is left out in leap years only")
    func leapDay() throws {
        let daily = try cron("0 12 * * *", .gmt, not: ["02-29"])
        #expect(Instant.text(daily.nextFire(after: Instant.at("2028-02-28T12:00:00Z"))) == "2028-03-01T12:00:00Z")
        #expect(Instant.text(daily.nextFire(after: Instant.at("2027-02-28T12:00:00Z"))) == "2027-03-01T12:00:00Z")
    }

    @Test("A calendar stands for its days; one that is not there has none")
    func calendars() throws {
        let days = [try ExcludedDay("calendar:holidays"), try ExcludedDay("calendar:gone")]
        let holidays = ["holidays": [try ExcludedDay("12-25"), try ExcludedDay("12-26")]]
        let table = Timetable(
            .cron(try CronExpression("0 6 * * *"), .gmt), excluded: ExcludedDays(days, calendars: holidays))
        #expect(Instant.text(table.nextFire(after: Instant.at("2026-12-24T12:00:00Z"))) == "2026-12-27T06:00:00Z")
        #expect(ExcludedDays(days).isEmpty)
    }

    @Test("Bounds: the start is in it, the end is not; backwards alike")
    func bounds() throws {
        let (start, end) = (Instant.at("2026-03-01T02:15:00Z"), Instant.at("2026-03-04T02:15:00Z"))
        let table = try cron("15 2 * * *", .gmt, not: ["2026-03-02"], start: start, end: end)
        let all = table.fires(after: .distantPast + 1e9, through: .distantFuture, limit: 99)
        #expect(all.map { Instant.text($0) } == ["2026-03-01T02:15:00Z", "2026-03-03T02:15:00Z"])
        #expect(table.nextFire(after: Instant.at("2026-03-03T02:15:00Z")) == nil)
        #expect(table.previousFire(before: start) == nil)
        #expect(table.previousFire(before: Instant.at("2027-01-01T00:00:00Z")) == Instant.at("2026-03-03T02:15:00Z"))
        #expect(table.refusal(at: start) == nil)
        #expect(table.refusal(at: start - 1) == .beforeStart)
        #expect(table.refusal(at: end) == .afterEnd)
        #expect(table.refusal(at: Instant.at("2026-03-02T23:59:59Z")) == .excluded)
    }

    @Test("Intervals honour them too, and an excluded day is stepped over at once")
    func intervals() throws {
        let table = Timetable(.every(.seconds(1)), excluded: ExcludedDays([try ExcludedDay("2026-12-25")]))
        #expect(
            table.nextFire(after: Instant.at("2026-12-24T23:59:59Z")) == Instant.at("2026-12-26T00:00:00Z"))
        #expect(
            table.previousFire(before: Instant.at("2026-12-26T00:00:00Z")) == Instant.at("2026-12-24T23:59:59Z"))
    }

    @Test("With every day excluded there is no fire, and the search ends")
    func never() throws {
        let every = (1...12).flatMap { month in
            (1...31).compactMap { try? ExcludedDay(String(format: "%02d-%02d", month, $0)) }
        }
        #expect(every.count == 366)
        let table = Timetable(.every(.seconds(3600)), excluded: ExcludedDays(every))
        #expect(table.nextFire(after: Instant.at("2026-01-01T00:00:00Z")) == nil)
        #expect(table.previousFire(before: Instant.at("2026-01-01T00:00:00Z")) == nil)
    }

    @Test("The clock that goes back over midnight shows an excluded day twice, and the day before in between")
    func midnight() throws {
        // St. John's went from 00:01 to 23:01 of the day before on 29 October 2006.
        let zone = Instant.zone("America/St_Johns")
        let table = try cron("*/10 * * * *", zone, not: ["2006-10-29"])
        let fires = table.fires(
            after: Instant.at("2006-10-29T02:00:00Z"), through: Instant.at("2006-10-29T03:45:00Z"), limit: 99)
        // 23:30, 23:40, 23:50 with the old offset; 00:00 is excluded; then 23:10 … 23:50 once more.
        #expect(
            fires.map { Instant.text($0) } == [
                "2006-10-29T02:10:00Z", "2006-10-29T02:20:00Z", "2006-10-29T02:40:00Z", "2006-10-29T02:50:00Z",
                "2006-10-29T03:00:00Z", "2006-10-29T03:10:00Z", "2006-10-29T03:20:00Z",
            ])
        var backwards: [Date] = []
        var cursor = Instant.at("2006-10-29T03:45:00Z")
        while let fire = table.previousFire(before: cursor), fire > Instant.at("2006-10-29T02:00:00Z") {
            backwards.append(fire)
            cursor = fire
        }
        #expect(backwards.reversed() == fires)
    }

    @Test(
        "What is no day",
        arguments: ["", "2026-13-01", "02-30", "2026-02-29", "1-1", "25.12.", "calendar:", "12-25-2026"])
    func wrongDays(text: String) {
        #expect(throws: TextValueError.self) { try ExcludedDay(text) }
    }

    @Test("Days are written as they are read", arguments: ["2026-12-25", "02-29", "calendar:holidays"])
    func text(day: String) throws {
        #expect(try ExcludedDay(day).description == day)
    }

    @Test("Instants: a day, the zone's clock, an offset; and a time that the clock leaves out")
    func instants() throws {
        func read(_ text: String) throws -> String? {
            Instant.text(try LocalInstantText.parse(text, zone: amsterdam).instant)
        }
        #expect(try read("2026-07-01") == "2026-06-30T22:00:00Z")
        #expect(try read("2026-07-01T06:30") == "2026-07-01T04:30:00Z")
        #expect(try read("2026-07-01T06:30:15Z") == "2026-07-01T06:30:15Z")
        #expect(try read("2026-07-01 06:30:15-05:00") == "2026-07-01T11:30:15Z")
        #expect(try read("2026-03-29T02:30:00") == "2026-03-29T01:00:00Z")
        #expect(
            Instant.text(try LocalInstantText.parse("2026-10-25", zone: amsterdam).endOfDay) == "2026-10-25T23:00:00Z")
        for wrong in ["2026-7-1", "2026-07-01T24:00", "2026-07-01T06", "2026-07-01T06:30+1", "tomorrow", "2026-07-01x"]
        {
            #expect(throws: TextValueError.self, "\(wrong)") { try LocalInstantText.parse(wrong, zone: .gmt) }
        }
    }
}

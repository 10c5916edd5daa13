import Foundation
import Scheduling
import Testing

@Suite("Fires that are not the job's are told of")
struct RefusedFiresTests {
    private let start = Instant.at("2026-12-20T12:00:00Z")

    private func timer(_ table: Timetable, seen: Date? = nil) -> FireTimer {
        FireTimer(table, next: table.nextFire(after: start), now: start, seen: seen)
    }

    private func told(_ timer: inout FireTimer, until end: Date, step: TimeInterval) -> [String] {
        var lines: [String] = []
        var now = start
        while now < end {
            now += step
            _ = timer.fire(now: now)
            if let refused = timer.passOver(now: now) { lines.append("\(refused)") }
        }
        return lines
    }

    @Test("One line for an excluded day, however often the job would have fired")
    func days() throws {
        let excluded = ExcludedDays([try ExcludedDay("12-25"), try ExcludedDay("12-26")])
        var hourly = timer(Timetable(.every(.seconds(3600)), excluded: excluded))
        #expect(
            told(&hourly, until: Instant.at("2026-12-28T00:00:00Z"), step: 600) == [
                "2026-12-25T00:00:00Z … 2026-12-25T23:00:00Z: not_on excludes the day",
                "2026-12-26T00:00:00Z … 2026-12-26T23:00:00Z: not_on excludes the day",
            ])
        var daily = timer(Timetable(.cron(try CronExpression("15 2 * * *"), .gmt), excluded: excluded))
        #expect(
            told(&daily, until: Instant.at("2026-12-26T00:00:00Z"), step: 600) == [
                "2026-12-25T02:15:00Z: not_on excludes the day"
            ])
        var weekly = timer(Timetable(.cron(try CronExpression("0 0 * * MON"), .gmt), excluded: excluded))
        #expect(told(&weekly, until: Instant.at("2027-02-01T00:00:00Z"), step: 3600).isEmpty)
    }

    @Test("Before the start once, after the end once")
    func bounds() {
        let table = Timetable(
            .every(.seconds(3600)), start: Instant.at("2026-12-22T00:00:00Z"), end: Instant.at("2026-12-23T00:00:00Z"))
        var timer = timer(table)
        #expect(
            told(&timer, until: Instant.at("2026-12-30T00:00:00Z"), step: 600) == [
                "2026-12-20T13:00:00Z … 2026-12-21T23:00:00Z: before the job's start",
                "2026-12-23T00:00:00Z … : after the job's end",
            ])
    }

    @Test("What was refused while nobody looked is told afterwards, a week of it at most")
    func afterwards() throws {
        let days = ExcludedDays([try ExcludedDay("2026-12-01"), try ExcludedDay("2026-12-18")])
        let table = Timetable(.cron(try CronExpression("15 2 * * *"), .gmt), excluded: days)
        var timer = timer(table, seen: Instant.at("2026-11-20T00:00:00Z"))
        #expect(
            told(&timer, until: start + 3600, step: 600) == ["2026-12-18T02:15:00Z: not_on excludes the day"])
    }

    @Test("A clock that goes back tells of the day again when it comes again, and one that could not be told is told")
    func back() throws {
        let table = Timetable(.every(.seconds(3600)), excluded: ExcludedDays([try ExcludedDay("2026-12-21")]))
        var timer = timer(table)
        let noon = Instant.at("2026-12-21T12:00:00Z")
        _ = timer.fire(now: noon)
        let told = (timer.passOver(now: noon), timer.passOver(now: noon))
        let first = try #require(told.0)
        #expect(told.1 == nil)
        timer.putBack(first)
        let again = timer.passOver(now: noon)
        #expect(again == first)
    }
}

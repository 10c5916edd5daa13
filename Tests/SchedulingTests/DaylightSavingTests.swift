import Foundation
import Scheduling
import Testing

@Suite("Daylight saving")
struct DaylightSavingTests {
    @Test(
        "Known days",
        arguments: [
            // In the gap: the first valid instant. In the overlap: the first occurrence.
            ("30 2 * * *", "Europe/Amsterdam", "2024-03-30T12:00:00Z", "2024-03-31T01:00:00Z"),
            ("30 2 * * *", "Europe/Amsterdam", "2024-03-31T01:00:00Z", "2024-04-01T00:30:00Z"),
            ("30 2 * * *", "Europe/Amsterdam", "2024-10-26T12:00:00Z", "2024-10-27T00:30:00Z"),
            ("30 2 * * *", "Europe/Amsterdam", "2024-10-27T00:30:00Z", "2024-10-28T01:30:00Z"),
            ("30 2 * * *", "America/New_York", "2024-03-09T12:00:00Z", "2024-03-10T07:00:00Z"),
            ("30 1 * * *", "America/New_York", "2024-11-03T00:00:00Z", "2024-11-03T05:30:00Z"),
            ("30 1 * * *", "America/New_York", "2024-11-03T05:30:00Z", "2024-11-04T06:30:00Z"),
            // Half an hour of daylight saving.
            ("15 2 * * *", "Australia/Lord_Howe", "2024-10-05T00:00:00Z", "2024-10-05T15:30:00Z"),
            ("45 1 * * *", "Australia/Lord_Howe", "2024-04-06T00:00:00Z", "2024-04-06T14:45:00Z"),
            ("45 1 * * *", "Australia/Lord_Howe", "2024-04-06T14:45:00Z", "2024-04-07T15:15:00Z"),
            // No 30 December 2011 in Samoa.
            ("0 12 * * *", "Pacific/Apia", "2011-12-29T22:00:00Z", "2011-12-30T22:00:00Z"),
            ("0 12 30 12 *", "Pacific/Apia", "2011-01-01T00:00:00Z", "2012-12-29T22:00:00Z"),
            // Midnight does not exist on this day.
            ("0 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00:00Z", "2018-11-04T03:00:00Z"),
            // By elapsed time: nothing is made up for, and what is shown twice counts twice.
            ("*/30 * * * *", "Europe/Amsterdam", "2024-03-31T00:30:00Z", "2024-03-31T01:00:00Z"),
            ("*/30 * * * *", "Europe/Amsterdam", "2024-10-27T00:30:00Z", "2024-10-27T01:00:00Z"),
            ("0 * * * *", "Europe/Amsterdam", "2024-10-27T00:00:00Z", "2024-10-27T01:00:00Z"),
            ("*/20 0-5 * * *", "Europe/Amsterdam", "2024-03-31T00:40:00Z", "2024-03-31T01:00:00Z"),
            ("*/20 0-5 * * *", "Europe/Amsterdam", "2024-10-27T00:40:00Z", "2024-10-27T01:00:00Z"),
            ("*/10 * 1 1 *", "Europe/Amsterdam", "2024-01-01T22:50:00Z", "2024-12-31T23:00:00Z"),
        ])
    func known(text: String, zone: String, after: String, expected: String) throws {
        let found = try CronExpression(text).next(after: Instant.at(after), in: Instant.zone(zone))
        #expect(Instant.text(found) == expected)
    }

    static let zones = [
        "Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo",
        "Africa/Casablanca", "Asia/Tehran", "Asia/Kathmandu", "Pacific/Chatham", "America/St_Johns",
        "Antarctica/Troll", "Europe/Dublin",
    ]

    @Test("A fixed local time fires once on each local day that exists", arguments: zones)
    func onceEachDay(name: String) throws {
        let zone = Instant.zone(name)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        for text in ["0 0 * * *", "30 1 * * *", "15 2 * * *", "59 23 * * *", "0,30 2 * * *"] {
            let cron = try CronExpression(text)
            let perDay = text.hasPrefix("0,30") ? 2 : 1
            var date = Instant.at("2010-12-31T00:00:00Z")
            let end = Instant.at("2013-01-15T00:00:00Z")
            var fires: [Date: Int] = [:]
            while let next = cron.next(after: date, in: zone), next < end {
                fires[calendar.startOfDay(for: next), default: 0] += 1
                date = next
            }
            let first = try #require(fires.keys.min())
            let last = try #require(fires.keys.max())
            var day = first
            while let following = calendar.dateInterval(of: .day, for: day)?.end, following <= last {
                // Two fires that fall into one gap are one.
                let count = fires[day, default: 0]
                #expect(count == perDay || (perDay == 2 && count == 1), "\(text) in \(name) on \(day): \(count)")
                day = following
            }
        }
    }

    @Test("Every quarter of an hour is a quarter of an hour", arguments: zones)
    func elapsed(name: String) throws {
        let zone = Instant.zone(name)
        let cron = try CronExpression("*/15 * * * *")
        var date = Instant.at("2012-01-01T00:00:00Z")
        let end = Instant.at("2013-01-01T00:00:00Z")
        var odd = 0
        while let next = cron.next(after: date, in: zone), next < end {
            if next.timeIntervalSince(date) != 900 { odd += 1 }
            date = next
        }
        #expect(odd == 0)
        #expect(date == end - 900)
    }
}

import Foundation
import Scheduling
import Testing

@Suite("A year in every time zone that the machine knows, beside a model that looks at the clock each minute")
struct YearOfAllZonesTests {
    private static let models = [
        MinuteModel("15 2 * * *") { $0 == 2 && $1 == 15 },
        MinuteModel("30 1,2 * * *") { ($0 == 1 || $0 == 2) && $1 == 30 },
        MinuteModel("0 0 * * SUN") {
            $0 == 0 && $1 == 0
        } day: {
            $2 == 0
        },
        MinuteModel("*/30 0-3 * * *", isElapsed: true) { $0 <= 3 && $1 % 30 == 0 },
        MinuteModel("45 23 1,15,28 3-11 *") {
            $0 == 23 && $1 == 45
        } day: { month, day, _ in
            (3...11).contains(month) && [1, 15, 28].contains(day)
        },
        MinuteModel("0 */6 * * *") { $0 % 6 == 0 && $1 == 0 },
    ]
    private static let excluded = ["12-25", "01-01", "03-29", "10-25", "11-01"]

    @Test("Next, previous and what is excluded agree with it", .timeLimit(.minutes(2)))
    func year() throws {
        let first = Int(Instant.at("2026-01-01T00:00:00Z").timeIntervalSince1970) / 60
        let last = Int(Instant.at("2027-01-01T00:00:00Z").timeIntervalSince1970) / 60
        let days = DayTable(
            first: first / 1440 - 2, count: 370,
            excluded: Set(
                Self.excluded.map { $0.split(separator: "-").map { "\(Int($0) ?? 0)" }.joined(separator: "-") }))
        let excluded = ExcludedDays(try Self.excluded.map(ExcludedDay.init))
        var zones: [ZoneYear: [TimeZone]] = [:]
        for name in TimeZone.knownTimeZoneIdentifiers {
            guard let zone = TimeZone(identifier: name) else { continue }
            zones[ZoneYear(zone, first: first, last: last), default: []].append(zone)
        }
        #expect(zones.values.reduce(0) { $0 + $1.count } > 400)
        #expect(zones.keys.contains { $0.starts.count >= 3 }, "there are zones that change")
        for (index, (year, members)) in zones.sorted(by: { $0.value[0].identifier < $1.value[0].identifier })
            .enumerated()
        {
            // Zones that change have half of the schedules each; of the others, which are all alike, each has one.
            let isPlain = year.starts.count == 1
            for (number, model) in Self.models.enumerated()
            where isPlain ? number == index % Self.models.count : (number + index) % 2 == 0 {
                let expected = model.fires(year, first: first, last: last, days: days)
                // Zones with the same clock take turns.
                let zone = members[number % members.count]
                let table = Timetable(
                    .cron(try CronExpression(model.expression), zone), zone: zone, excluded: excluded)
                let found = table.fires(
                    after: Date(timeIntervalSince1970: Double(first) * 60 - 1),
                    through: Date(timeIntervalSince1970: Double(last) * 60 - 1), limit: 100_000
                ).map { Int($0.timeIntervalSince1970) / 60 }
                #expect(
                    found == expected, "\(model.expression) in \(zone.identifier): \(Self.difference(found, expected))")
                // Backwards a part of them: from a fire the one before it.
                for place in stride(from: 1, to: expected.count, by: max(1, expected.count / 25)) {
                    let before = table.previousFire(before: Date(timeIntervalSince1970: Double(expected[place]) * 60))
                    #expect(before.map { Int($0.timeIntervalSince1970) / 60 } == expected[place - 1])
                }
            }
        }
    }

    private static func difference(_ found: [Int], _ expected: [Int]) -> String {
        func text(_ minutes: Set<Int>) -> String {
            minutes.sorted().prefix(3).compactMap { Instant.text(Date(timeIntervalSince1970: Double($0) * 60)) }
                .joined(separator: " ")
        }
        return "too many: \(text(Set(found).subtracting(expected))), missing: \(text(Set(expected).subtracting(found)))"
    }
}

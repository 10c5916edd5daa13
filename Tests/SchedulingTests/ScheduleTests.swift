import Foundation
import Scheduling
import Testing

@Suite("Schedules")
struct ScheduleTests {
    private let start = Instant.at("2024-01-01T00:00:00Z")

    @Test("An interval fires at its multiples, moved by the phase")
    func every() {
        let plain = Schedule.every(.seconds(10))
        #expect(plain.nextFire(after: start) == start + 10)
        #expect(plain.nextFire(after: start + 9.999) == start + 10)
        #expect(plain.previousFire(before: start) == start - 10)
        #expect(plain.previousFire(before: start + 0.5) == start)
        let moved = Schedule.every(.seconds(60), phase: .seconds(5))
        #expect(moved.nextFire(after: start) == start + 5)
        #expect(moved.nextFire(after: start + 5) == start + 65)
        #expect(moved.previousFire(before: start + 5) == start - 55)
        #expect(Schedule.every(.milliseconds(250)).nextFire(after: start + 0.3) == start + 0.5)
    }

    @Test("What time does not fire")
    func never() {
        #expect(Schedule.none.nextFire(after: start) == nil)
        #expect(Schedule.reboot.nextFire(after: start) == nil)
        #expect(Schedule.reboot.previousFire(before: start) == nil)
        #expect(Schedule.every(.zero).nextFire(after: start) == nil)
    }

    @Test("A list of fires is bounded")
    func list() throws {
        let schedule = Schedule.cron(try CronExpression("@hourly"), .gmt)
        #expect(schedule.fires(after: start, through: start + 7200, limit: 10) == [start + 3600, start + 7200])
        #expect(schedule.fires(after: start, through: start + 1e9, limit: 3).count == 3)
    }
}

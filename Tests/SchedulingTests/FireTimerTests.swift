import Foundation
import Scheduling
import Testing

@Suite("The timer of a job")
struct FireTimerTests {
    private let hourly = Schedule.every(.seconds(3600))
    private let start = Instant.at("2026-01-01T00:00:00Z")

    private func timer() -> FireTimer { FireTimer(hourly, next: hourly.nextFire(after: start), now: start) }

    @Test("A fire comes once, at its time")
    func once() {
        var timer = timer()
        #expect(timer.fire(now: start + 3599) == nil)
        #expect(timer.fire(now: start + 3601) == start + 3600)
        #expect(timer.fire(now: start + 3602) == nil)
        #expect(timer.next == start + 7200)
    }

    @Test("I13: a clock that jumps by ten years fires once")
    func forward() {
        var timer = timer()
        let later = Instant.at("2036-01-01T00:30:00Z")
        #expect(timer.fire(now: later) == start + 3600)
        #expect(timer.fire(now: later) == nil)
        #expect(timer.next == later + 1800)
    }

    @Test("After a visit to 2036 the job is not silent until then")
    func back() {
        var timer = timer()
        _ = timer.fire(now: Instant.at("2036-01-01T00:30:00Z"))
        #expect(timer.fire(now: start + 4000) == nil)
        #expect(timer.next == start + 7200)
        #expect(timer.fire(now: start + 7200) == start + 7200)
    }

    @Test("What could not be carried out is due again")
    func again() {
        var timer = timer()
        #expect(timer.fire(now: start + 3600) == start + 3600)
        timer.putBack(start + 3600)
        #expect(timer.fire(now: start + 3601) == start + 3600)
    }

    @Test("What fires at the start only, and what never does", arguments: [Schedule.reboot, .none])
    func timeless(schedule: Schedule) {
        var timer = FireTimer(schedule, next: schedule == .reboot ? start : nil, now: start)
        #expect(timer.fire(now: start) == (schedule == .reboot ? start : nil))
        #expect(timer.fire(now: start + 1e9) == nil)
        #expect(timer.fire(now: start) == nil)
    }
}

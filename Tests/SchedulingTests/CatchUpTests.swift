import Foundation
import Scheduling
import SharedInputs
import Testing

@Suite("Catching up")
struct CatchUpTests {
    private let hourly = Schedule.every(.seconds(3600))
    private let start = Instant.at("2024-01-01T00:00:00Z")
    private let week = Duration.seconds(7 * 86_400)

    @Test("A fire that is on time is made whatever the policy", arguments: CatchUp.allCases)
    func onTime(policy: CatchUp) {
        let plan = policy.plan(hourly, seen: start, now: start + 3600.2, window: week)
        #expect(plan == CatchUpPlan(create: [start + 3600]))
        #expect(policy.plan(hourly, seen: start, now: start + 3600, window: week).create == [start + 3600])
    }

    @Test("Nothing new, nothing to do", arguments: CatchUp.allCases)
    func nothing(policy: CatchUp) {
        #expect(policy.plan(hourly, seen: start, now: start + 3599, window: week) == CatchUpPlan())
        #expect(policy.plan(hourly, seen: start, now: start - 86_400, window: week) == CatchUpPlan())
        #expect(policy.plan(.none, seen: start, now: start + 1e6, window: week) == CatchUpPlan())
    }

    @Test("none: what was missed is passed over, and that is told")
    func none() {
        let plan = CatchUp.none.plan(hourly, seen: start, now: start + 5 * 3600 + 1800, window: week)
        #expect(plan.create.isEmpty)
        #expect(plan.skipped == [SkippedFires(first: start + 3600, last: start + 18_000, reason: .notWanted)])
    }

    @Test("last: one run for all that was missed")
    func last() {
        let plan = CatchUp.last.plan(hourly, seen: start, now: start + 5 * 3600 + 1800, window: week)
        #expect(plan.create == [start + 18_000])
        #expect(plan.skipped == [SkippedFires(first: start + 3600, last: start + 14_400, reason: .onlyLast)])
        let late = CatchUp.last.plan(hourly, seen: start, now: start + 3600 + 1800, window: .seconds(60))
        #expect(late.create.isEmpty)
        #expect(late.skipped.map(\.reason) == [.outsideWindow])
    }

    @Test("all: each missed fire inside the window, oldest first")
    func all() {
        let now = start + 10 * 3600 + 1800
        let plan = CatchUp.all.plan(hourly, seen: start, now: now, window: .seconds(4 * 3600))
        #expect(plan.create == [7, 8, 9, 10].map { start + $0 * 3600 })
        #expect(plan.skipped == [SkippedFires(first: start + 3600, last: start + 6 * 3600, reason: .outsideWindow)])
    }

    @Test("all: a limit keeps the newest, and tells what is too old and what is too much")
    func limit() {
        let now = start + 10 * 3600 + 1800
        let plan = CatchUp.all.plan(hourly, seen: start, now: now, window: .seconds(4 * 3600), limit: 2)
        #expect(plan.create == [start + 9 * 3600, start + 10 * 3600])
        #expect(
            plan.skipped == [
                SkippedFires(first: start + 3600, last: start + 6 * 3600, reason: .outsideWindow),
                SkippedFires(first: start + 7 * 3600, last: start + 8 * 3600, reason: .tooMany),
            ])
    }

    @Test("all: every fire is either made or told, exactly once", arguments: 0..<40)
    func complete(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let schedule = Schedule.every(.seconds(Int64(random.next() % 5000) + 600))
        let now = start + Double(random.next() % 500_000)
        let window = Duration.seconds(Int64(random.next() % 400_000))
        let plan = CatchUp.all.plan(schedule, seen: start, now: now, window: window, limit: Int(random.next() % 50) + 1)
        let told = plan.skipped.flatMap { schedule.fires(after: $0.first - 1, through: $0.last, limit: 10_000) }
        let isComplete = told + plan.create == schedule.fires(after: start, through: now, limit: 10_000)
        #expect(isComplete, "\(plan.skipped), \(plan.create.count) made")
    }
}

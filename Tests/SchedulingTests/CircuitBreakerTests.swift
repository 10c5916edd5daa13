import Foundation
import Scheduling
import Testing

@Suite("The breaker against storms")
struct CircuitBreakerTests {
    private static let second: Int64 = 1_000_000

    @Test("The chart: every state with every event")
    func table() {
        typealias Row = (CircuitBreaker.State, CircuitBreaker.Event, CircuitBreaker.State?)
        let rows: [Row] = [
            (.closed, .burst, .open), (.closed, .pauseOver, nil), (.closed, .calm, nil),
            (.open, .burst, nil), (.open, .pauseOver, .trying), (.open, .calm, nil),
            (.trying, .burst, .open), (.trying, .pauseOver, nil), (.trying, .calm, .closed),
        ]
        #expect(rows.count == CircuitBreaker.State.allCases.count * CircuitBreaker.Event.allCases.count)
        for (state, event, next) in rows { #expect(CircuitBreaker.next(state, event) == next, "\(state) \(event)") }
    }

    @Test("It lets through what is within the limit, for ever")
    func calm() {
        var breaker = CircuitBreaker(StormLimit(runs: 10, window: .seconds(60)))
        for minute in 0..<100 as Range<Int64> {
            for run in 0..<10 as Range<Int64> {
                let isAdmitted = breaker.admit(nowUs: minute * 60 * Self.second + run)
                #expect(isAdmitted)
            }
        }
        #expect(breaker.state == .closed)
    }

    @Test("It opens at one too many, tries again after the pause, and closes after a quiet window")
    func life() {
        var breaker = CircuitBreaker(StormLimit(runs: 10, window: .seconds(60)))
        var answers = (0..<11).map { _ in breaker.admit(nowUs: 0) }
        #expect(answers == Array(repeating: true, count: 10) + [false])
        #expect(breaker.state == .open)
        answers = [breaker.admit(nowUs: 59 * Self.second)]
        var states = [breaker.look(nowUs: 60 * Self.second)]
        answers.append(breaker.admit(nowUs: 60 * Self.second))
        states.append(breaker.look(nowUs: 119 * Self.second))
        states.append(breaker.look(nowUs: 120 * Self.second))
        answers.append(breaker.admit(nowUs: 120 * Self.second))
        #expect(answers == [false, true, true])
        #expect(states == [.trying, nil, .closed])
    }

    @Test("While the storm goes on it tries ever more seldom, once an hour at last")
    func storm() {
        var breaker = CircuitBreaker(StormLimit(runs: 100, window: .seconds(60)))
        var admitted = 0
        var opened: [Int64] = []
        for second in 0..<(24 * 3600) as Range<Int64> {
            let before = breaker.state
            for _ in 0..<5 {
                let isAdmitted = breaker.admit(nowUs: second * Self.second)
                admitted += isAdmitted ? 1 : 0
            }
            if before != .open, breaker.state == .open { opened.append(second) }
        }
        let pauses = zip(opened, opened.dropFirst()).map { $1 - $0 }
        #expect(pauses.first == 62, "the pause, and the seconds until ten runs were made again")
        #expect(pauses.last == 3602)
        #expect(zip(pauses, pauses.dropFirst()).allSatisfy { $0 <= $1 })
        // 432 000 would have been made.
        #expect(admitted < 500)
    }

    @Test("A limit that nobody has set leaves room for what the timetable makes", arguments: [("* * * * * *", 50)])
    func derived(text: String, servers: Int) throws {
        let table = Timetable(.cron(try CronExpression(text), .gmt))
        let now = Instant.at("2026-01-01T00:00:00Z")
        #expect(StormLimit.derived(for: table, subjects: servers, now: now).runs == 4 * 60 * servers)
        #expect(StormLimit.derived(for: Timetable(.none), subjects: 1, now: now) == StormLimit())
        #expect(table.leastGap(now: now) == .seconds(1))
        #expect(Timetable(.every(.seconds(7200))).leastGap(now: now) == .seconds(7200))
        #expect(Timetable(.none).leastGap(now: now) == nil)
    }
}

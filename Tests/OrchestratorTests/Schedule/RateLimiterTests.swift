import Foundation
import Jobs
import Model
import Scheduling
import Testing

@testable import Orchestrator

@Suite("what keeps a job from making too many runs")
struct RateLimiterTests {
    private static let second: Int64 = 1_000_000
    private let now = Date(timeIntervalSince1970: 1_709_640_000)

    private func guardian(
        _ schedule: Schedule, minimum: Duration? = nil, storm: StormLimit? = nil, subjects: Int = 1
    ) -> RateLimiter {
        var job = Job.command("x", schedule: schedule)
        job.minimumInterval = minimum
        job.stormLimit = storm
        return RateLimiter(job, timetable: job.timetable([:]), subjects: subjects, now: now)
    }

    @Test("Each subject has its own least interval; without one there is none")
    func spacing() {
        var own = guardian(.every(.seconds(3600)), minimum: .seconds(10))
        let answers = [
            own.fire("a", bootUs: 0), own.fire("b", bootUs: 0), own.fire("a", bootUs: 9 * Self.second),
            own.fire("a", bootUs: 10 * Self.second),
        ]
        #expect(answers == [.go, .go, .tooSoon(waitUs: Self.second), .go])
        var silent = guardian(.every(.seconds(20)))
        let second = [silent.fire("a", bootUs: 0), silent.fire("a", bootUs: 1)]
        #expect(second == [.go, .go])
        var follower = guardian(.none)
        let third = [follower.follow("a", bootUs: 0), follower.follow("a", bootUs: 0)]
        #expect(third == [.go, .go], "a follow-up has none of its own")
    }

    @Test("What was not made does not count")
    func takenBack() {
        var own = guardian(.every(.seconds(3600)))
        let before = own.fire("a", bootUs: 0)
        own.takeBack(["a"])
        let after = own.fire("a", bootUs: 1)
        #expect(before == .go && after == .go)
    }

    @Test("The breaker owes each subject one run")
    func owed() {
        var own = guardian(.none, storm: StormLimit(runs: 3, window: .seconds(60)))
        let answers = [RunSubject.server("a"), "b", "a", "c", "b", "c"].map { own.follow($0, bootUs: 0) }
        #expect(answers == [.go, .go, .go, .storm, .storm, .storm])
        let state = own.look(bootUs: 60 * Self.second)
        #expect(state == .trying)
        let (first, second) = (own.settle(), own.settle())
        #expect(first == ["b", "c"])
        #expect(second.isEmpty)
    }

    @Test(
        "Rare is what fires less often than every minute",
        arguments: [
            (Schedule.every(.seconds(59)), false), (.every(.seconds(60)), true), (.reboot, true), (.none, false),
        ])
    func rare(schedule: Schedule, isRare: Bool) {
        #expect(guardian(schedule).isRare == isRare)
    }

    @Test("A guard that judges alike is kept, another one is not")
    func same() {
        let own = guardian(.every(.seconds(3600)))
        #expect(own.isSame(as: guardian(.every(.seconds(3600)))))
        #expect(!own.isSame(as: guardian(.every(.seconds(1800)))))
        #expect(!own.isSame(as: guardian(.every(.seconds(3600)), storm: StormLimit(runs: 1))))
    }

    @Test("What is made up for keeps the least interval, and so does the fire after it")
    func makeUp() {
        var own = guardian(.every(.seconds(3600)), minimum: .seconds(600))
        own.remember("a", madeUs: -300 * Self.second)
        let waits = [own.makeUp("a", bootUs: 0), own.makeUp("a", bootUs: 0), own.makeUp("b", bootUs: 0)]
        #expect(waits == [300 * Self.second, 900 * Self.second, 0])
        let soon = own.fire("a", bootUs: 1000 * Self.second)
        #expect(soon == .tooSoon(waitUs: 500 * Self.second))
        var silent = guardian(.every(.seconds(3600)))
        let none = [silent.makeUp("a", bootUs: 0), silent.makeUp("a", bootUs: 0)]
        #expect(none == [0, 0])
    }

    @Test("A guard that a reload has changed knows what was made before")
    func takenOver() {
        var old = guardian(.every(.seconds(3600)), minimum: .seconds(600))
        let first = old.fire("a", bootUs: 0)
        var new = guardian(.every(.seconds(1800)), minimum: .seconds(60))
        new.takeOver(from: old)
        let second = new.fire("a", bootUs: Self.second)
        #expect(first == .go && second == .tooSoon(waitUs: 59 * Self.second))
    }

    @Test("A skip is told at once, then once an hour with the number of those between")
    func tally() {
        var tally = SkipTally()
        let hour: Int64 = 3600 * Self.second
        let told = [0, 1, 2, hour, hour + 1].map { tally.skip("paused", nowUs: $0) }
        #expect(told == ["paused", nil, nil, "paused (3 fires since this was last reported)", nil])
        let other = tally.skip("early", nowUs: hour + 2)
        #expect(other == "early")
    }

    @Test("Limits are set by the system's tools in front of the program")
    func limits() {
        var parameters = CommandParameters(program: "/bin/own", arguments: ["-n", "x y"])
        #expect(LimitedProgram(parameters).program == "/bin/own")
        #expect(LimitedProgram(parameters).arguments == ["-n", "x y"])
        parameters.limits = CommandLimits(memory: 1 << 20, cpuTime: .seconds(60), openFiles: 9, nice: 3)
        let limited = LimitedProgram(parameters)
        #expect(limited.program == "/usr/bin/prlimit")
        #expect(
            limited.arguments == [
                "--data=1048576:1048576", "--cpu=60:65", "--nofile=9:9", "--", "/usr/bin/nice", "-n", "3", "/bin/own",
                "-n", "x y",
            ])
    }

    @Test("Of what is printed the last line is kept, however long the rest is")
    func tail() {
        var tail = OutputTail()
        #expect(tail.lastLine == nil)
        tail.append(Array("first\n".utf8))
        tail.append(Array(repeating: UInt8(ascii: "x"), count: 100_000))
        tail.append(Array("\nretry-after: 5s\n\n  \n".utf8))
        #expect(tail.lastLine == "retry-after: 5s")
    }
}

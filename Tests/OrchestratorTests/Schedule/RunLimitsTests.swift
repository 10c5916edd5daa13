import Foundation
import Jobs
import Ledger
import Model
import Reconciliation
import Scheduling
import SharedInputs
import Testing
import TestSupport

@testable import Orchestrator

@Suite("how many runs a job may make by itself")
struct RunLimitsTests {
    private let bench: DutyBench

    init() throws { bench = try DutyBench() }

    private func job(least: Duration? = nil, storm: StormLimit? = nil) -> JobDefinition {
        var job = Job.command("tell", after: ["work"])
        job.minimumInterval = least
        job.stormLimit = storm
        return job
    }

    private func limits(_ job: JobDefinition) async throws -> RunLimits {
        let limits = bench.limits()
        limits.adopt(try await limits.prepared(bench.settings([job]), isStart: true))
        return limits
    }

    /// What would follow on something.
    private func plan(_ subject: RunSubject, _ number: Int64 = 0) -> NewRun {
        NewRun(
            job: "tell", kind: "command", subject: subject, cause: .at(TestClock.start + number), priority: 0,
            nominalUs: bench.clock.nowUs, dueUs: bench.clock.nowUs)
    }

    private static let subjects: [RunSubject] = ["ns1", "ns2", "ns3", "ns4", "ns5"]

    @Test("a subject's run comes no sooner than the least interval after the one before")
    func spacing() async throws {
        let job = job(least: .seconds(300))
        let limits = try await limits(job)
        #expect(limits.admit(job, ["ns1", "ns2"]) == RunLimits.Admission(subjects: ["ns1", "ns2"]))
        bench.clock.advance(.seconds(299))
        #expect(limits.admit(job, ["ns1", "ns3"]) == RunLimits.Admission(subjects: ["ns3"], early: 1))
        bench.clock.set(by: .seconds(86_400))
        #expect(limits.admit(job, ["ns2"]).early == 1, "a clock that somebody sets brings nothing nearer")
        bench.clock.advance(.seconds(1))
        #expect(limits.admit(job, ["ns1"]).subjects == ["ns1"])
    }

    @Test("runs that could not be written down were not made")
    func takenBack() async throws {
        let job = job(least: .seconds(300))
        let limits = try await limits(job)
        _ = limits.admit(job, ["ns1", "ns2"])
        limits.takeBack("tell", ["ns1"])
        #expect(limits.admit(job, ["ns1", "ns2"]) == RunLimits.Admission(subjects: ["ns1"], early: 1))
    }

    @Test("the next daemon knows from the ledger what was made, and a reload forgets nothing")
    func seeded() async throws {
        let job = job(least: .seconds(300))
        try await bench.ledger.create([plan("ns1")])
        bench.clock.advance(.seconds(100))
        let limits = try await limits(job)
        #expect(limits.admit(job, ["ns1", "ns2"]) == RunLimits.Admission(subjects: ["ns2"], early: 1))
        var changed = job
        changed.minimumInterval = .seconds(200)
        limits.adopt(try await limits.prepared(bench.settings([changed]), isStart: false))
        bench.clock.advance(.seconds(100))
        #expect(limits.admit(changed, ["ns1", "ns2"]) == RunLimits.Admission(subjects: ["ns1"], early: 1))
    }

    @Test("what is counted while a reload is prepared counts")
    func reload() async throws {
        let job = job(least: .seconds(300))
        let limits = try await limits(job)
        let prepared = try await limits.prepared(bench.settings([job]), isStart: false)
        _ = limits.admit(job, ["ns1"])
        limits.adopt(prepared)
        #expect(limits.admit(job, ["ns1"]).early == 1)
    }

    @Test("a dependent that comes too soon is put off, and one that waits stands for those that come meanwhile")
    func putOff() async throws {
        let job = job(least: .seconds(300))
        let (limits, jobs) = (try await limits(job), JobSet([job]))
        var runs = try await limits.admit(dependents: [plan("ns1", 1)], jobs)
        #expect(runs == [plan("ns1", 1)])
        try await bench.ledger.create(runs)
        // It has ended: nothing waits.
        try await end(1)
        bench.clock.advance(.seconds(100))
        runs = try await limits.admit(dependents: [plan("ns1", 2)], jobs)
        #expect(runs.map(\.dueUs) == [bench.clock.nowUs + 200_000_000])
        try await bench.ledger.create(runs)
        runs = try await limits.admit(dependents: [plan("ns1", 3), plan("ns2", 3)], jobs)
        #expect(runs.map(\.subject) == ["ns2"] && runs.map(\.dueUs) == [bench.clock.nowUs])
    }

    private func end(_ run: Int64) async throws {
        try await bench.ledger.write { tx in
            let incarnation = try tx.beginIncarnation(bootID: "boot", pid: 1, program: "test").id
            let attempt = try tx.start(run: run, incarnation: incarnation)
            try tx.finish(
                RunEnd(run: run, attempt: attempt, incarnation: incarnation, state: .completed, outcome: .completed))
        }
    }

    @Test("a storm is told once, is followed by one run for each subject that was held back, and is over by itself")
    func storm() async throws {
        let job = job(storm: StormLimit(runs: 3, window: .seconds(60)))
        let (limits, jobs) = (try await limits(job), JobSet([job]))
        for wave in 0..<2 {
            let admitted = try await limits.admit(dependents: Self.subjects.map { plan($0) }, jobs)
            #expect(admitted.map(\.subject) == (wave == 0 ? ["ns1", "ns2", "ns3"] : []))
        }
        #expect(limits.admit(job, ["ns9"]) == RunLimits.Admission(isStorm: true))
        #expect(limits.problems.map(\.condition) == [.storm])
        #expect(limits.problems.first?.detail.contains("more than 3 runs in 1m by itself") == true)
        #expect(try await bench.events("job") == ["storm"])
        try await limits.watchStorms(jobs)
        #expect(try await bench.runs().isEmpty, "the pause is not over")
        bench.clock.advance(.seconds(61))
        try await limits.watchStorms(jobs)
        let made = try await bench.runs("tell")
        #expect(Set(made.map(\.subject)) == Set(Self.subjects), "those that came in the second wave, too")
        #expect(made.allSatisfy { $0.cause == .storm(bench.clock.nowUs) })
        #expect(limits.problems.count == 1, "it is tried out")
        bench.clock.advance(.seconds(61))
        try await limits.watchStorms(jobs)
        #expect(limits.problems.isEmpty)
        #expect(try await bench.events("job") == ["storm", "calm"])
        try await limits.watchStorms(jobs)
        #expect(try await bench.runs("tell").count == 5)
        #expect(try await bench.events("job") == ["storm", "calm"], "neither is told twice")
        #expect(try await limits.admit(dependents: [plan("ns1", 9)], jobs).count == 1)
    }

    @Test("of a job that is gone no storm is told any more")
    func gone() async throws {
        let job = job(storm: StormLimit(runs: 1, window: .seconds(60)))
        let limits = try await limits(job)
        _ = try await limits.admit(dependents: Self.subjects.map { plan($0) }, JobSet([job]))
        #expect(limits.problems.count == 1)
        try await limits.watchStorms(JobSet([]))
        #expect(limits.problems.isEmpty)
    }

    @Test("jobs that ask name servers are not limited: asking makes no run")
    func asking() async throws {
        var fetch = Job.fetch()
        fetch.stormLimit = StormLimit(runs: 1, window: .seconds(60))
        let limits = try await limits(fetch)
        for _ in 0..<5 { #expect(limits.admit(fetch, Self.subjects).subjects == Self.subjects) }
    }

    @Test(
        "random fires, clocks and failures beside a model: the least interval is kept to the microsecond",
        arguments: 1...30)
    func randomSpacing(seed: UInt64) async throws {
        var random = SplitMix(seed: seed)
        let job = job(
            least: .seconds(Int(random.next() % 100) + 1), storm: StormLimit(runs: .max, window: .seconds(60)))
        let leastUs = try #require(job.minimumInterval?.wholeMicroseconds)
        let limits = try await limits(job)
        var last: [RunSubject: Int64] = [:]
        for step in 0..<400 {
            switch random.next() % 4 {
            case 0: bench.clock.advance(.microseconds(Int64(random.next() % UInt64(leastUs))))
            case 1: bench.clock.set(by: .seconds(Int(random.next() % 20_000) - 10_000))
            default:
                let asked = Self.subjects.filter { _ in random.next() % 2 == 0 }
                let boot = bench.clock.bootUs
                let wanted = asked.filter { subject in last[subject].map { boot - $0 >= leastUs } ?? true }
                let admission = limits.admit(job, asked)
                let model = RunLimits.Admission(subjects: wanted, early: asked.count - wanted.count)
                #expect(admission == model, "step \(step)")
                for subject in wanted { last[subject] = boot }
                if random.next() % 5 == 0 {
                    limits.takeBack("tell", wanted)
                    for subject in wanted { last[subject] = nil }
                }
            }
        }
    }

    @Test(
        "random bursts: never more than two windows' worth in one window, and it always calms down", arguments: 1...30)
    func randomStorms(seed: UInt64) async throws {
        var random = SplitMix(seed: seed)
        let limit = StormLimit(runs: Int(random.next() % 20) + 1, window: .seconds(60))
        let job = job(storm: limit)
        let (limits, jobs) = (try await limits(job), JobSet([job]))
        var made: [Int64] = []
        for _ in 0..<300 {
            bench.clock.advance(.milliseconds(Int(random.next() % 30_000)))
            let count = Int(random.next() % 12)
            let plans = (0..<count).map { plan(Self.subjects[$0 % Self.subjects.count], Int64($0)) }
            let admitted = try await limits.admit(dependents: plans, jobs)
            made += admitted.map { _ in bench.clock.bootUs }
            if random.next() % 3 == 0 { try await limits.watchStorms(jobs) }
        }
        for (index, start) in made.enumerated() {
            let within = made[index...].prefix { $0 - start < 60_000_000 }.count
            #expect(within <= 2 * limit.runs)
        }
        // The longest pause is an hour; then it is tried out for a window.
        for _ in 0..<2 {
            bench.clock.advance(.seconds(3601))
            try await limits.watchStorms(jobs)
        }
        #expect(limits.problems.isEmpty)
        let told = try await bench.events("job")
        #expect(told == (0..<told.count / 2).flatMap { _ in ["storm", "calm"] })
    }
}

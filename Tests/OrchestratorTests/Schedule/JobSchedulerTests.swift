import Jobs
import Ledger
import Scheduling
import Testing
import TestSupport

@testable import Orchestrator

@Suite("what time starts")
struct JobSchedulerTests {
    private let bench: DutyBench
    private var clock: TestClock { bench.clock }

    init() throws { bench = try DutyBench() }

    private func scheduler() -> JobScheduler {
        JobScheduler(ledger: bench.ledger, limits: bench.limits(), now: bench.now)
    }

    private func settings(_ jobs: [JobDefinition]) -> Settings { bench.settings(jobs) }

    private func runs(_ job: String) async throws -> Int { try await bench.runs(job).count }

    private static let hourly = Job.command("hourly", schedule: .every(.seconds(3600)))

    @Test("a fire is due once, makes its run, and tells when the next one is")
    func fires() async throws {
        let (scheduler, settings) = (scheduler(), settings([Self.hourly]))
        try await scheduler.load(settings, isStart: true)
        var look = try await scheduler.look(at: Self.hourly, settings)
        #expect(look == .fired(overtaken: []))
        look = try await scheduler.look(at: Self.hourly, settings)
        #expect(look == .nothing)
        #expect(try await runs("hourly") == 1)
        #expect(scheduler.nextFireUs.map { $0 > clock.nowUs } == true)
    }

    @Test("jobs whose kind asks the ledger or name servers are only said to be due")
    func othersAreDue() async throws {
        var stage = Job.stage
        stage.schedule = .every(.seconds(60))
        let fetch = Job.fetch()
        let (scheduler, settings) = (scheduler(), settings([stage, fetch]))
        try await scheduler.load(settings, isStart: true)
        let looks = (try await scheduler.look(at: stage, settings), try await scheduler.look(at: fetch, settings))
        #expect(looks.0 == .plan)
        #expect(looks.1 == .ask(nominalUs: TestClock.start))
        #expect(try await bench.runs().isEmpty)
    }

    @Test("a paused job does not fire; the next daemon knows of the pause")
    func pauses() async throws {
        let (first, settings) = (scheduler(), settings([Self.hourly]))
        try await first.load(settings, isStart: true)
        try await first.pause("hourly", untilUs: nil, who: "root(0)", reason: nil)
        let look = try await first.look(at: Self.hourly, settings)
        #expect(look == .nothing)
        #expect(try await runs("hourly") == 0)
        let second = scheduler()
        try await second.load(settings, isStart: true)
        #expect(second.pausedJobs == ["hourly"])
        try await second.resume("hourly", who: "root(0)", reason: nil)
        #expect(second.pausedJobs.isEmpty)
    }

    @Test("a pause with an end is over by itself")
    func endOfPause() async throws {
        let scheduler = scheduler()
        try await scheduler.load(settings([Self.hourly]), isStart: true)
        try await scheduler.pause("hourly", untilUs: clock.nowUs + 1_000_000, who: "root(0)", reason: nil)
        #expect(scheduler.isPaused("hourly"))
        clock.advance(.seconds(2))
        #expect(!scheduler.isPaused("hourly"))
    }

    @Test("a reload that fails leaves the timers as they were")
    func failedReload() async throws {
        let (scheduler, settings) = (scheduler(), settings([Self.hourly]))
        try await scheduler.load(settings, isStart: true)
        let before = scheduler.fires
        try bench.ledger.close()
        var daily = Self.hourly
        daily.schedule = .every(.seconds(86_400))
        await #expect(throws: (any Error).self) {
            try await scheduler.load(self.settings([daily]), isStart: false)
        }
        #expect(scheduler.fires == before)
    }

    @Test("a reload is no reason to fire for a job that is as it was")
    func reload() async throws {
        let (scheduler, settings) = (scheduler(), settings([Self.hourly]))
        try await scheduler.load(settings, isStart: true)
        _ = try await scheduler.look(at: Self.hourly, settings)
        let before = scheduler.fires
        clock.advance(.seconds(60))
        try await scheduler.load(settings, isStart: false)
        #expect(scheduler.fires == before)
        let look = try await scheduler.look(at: Self.hourly, settings)
        #expect(look == .nothing)
    }
}

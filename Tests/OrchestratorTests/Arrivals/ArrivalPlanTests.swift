import Jobs
import Scheduling
import Testing

@testable import Orchestrator

@Suite("when jobs look at files that have arrived")
struct ArrivalPlanTests {
    private static let local = ServerDefinition(
        name: "near", source: .local(LocalSource(directory: "/captures", pattern: "*.pcap")))
    private static let pushed = ServerDefinition(name: "ns1", source: .pushed)
    private static let second: Int64 = 1_000_000

    private static let fetch = JobDefinition(
        name: "fetch", kind: .fetch, schedule: .every(.seconds(60)),
        parameters: FetchParameters(minimumAge: .seconds(2), quiet: .seconds(3)))

    private static func stage(quiet: Int) -> JobDefinition {
        JobDefinition(name: "stage", kind: .stage, parameters: StageParameters(quiet: .seconds(quiet)))
    }

    @Test("a pushed file is looked at once, and again when it may have become quiet")
    func pushed() {
        var plan = ArrivalPlan()
        let jobs = [Self.fetch, Self.stage(quiet: 5)]
        let now = 100 * Self.second
        #expect(plan.heard([Self.pushed], jobs: jobs, isPaused: { _ in false }, nowUs: now) == [.plan(job: "stage")])
        #expect(plan.nextUs == now + 5 * Self.second + 10_000)
        #expect(plan.due(jobs: jobs, isPaused: { _ in false }, nowUs: now + 5 * Self.second) == [])
        #expect(plan.due(jobs: jobs, isPaused: { _ in false }, nowUs: now + 6 * Self.second) == [.plan(job: "stage")])
        #expect(plan.nextUs == nil)
    }

    @Test("a file of a local source is taken by the job that fetches, which lists it twice")
    func local() {
        var plan = ArrivalPlan()
        let jobs = [Self.fetch, Self.stage(quiet: 5)]
        let ask = ArrivalPlan.Look.ask(job: "fetch", servers: ["near"])
        #expect(plan.heard([Self.local], jobs: jobs, isPaused: { _ in false }, nowUs: 0) == [ask])
        #expect(plan.nextUs == 3 * Self.second, "as long as it must be quiet")
        #expect(plan.due(jobs: jobs, isPaused: { _ in false }, nowUs: 3 * Self.second) == [ask])
    }

    @Test("one look for each job is planned, the earlier one, for all servers that were heard")
    func merged() {
        var plan = ArrivalPlan()
        var other = Self.local
        other.name = "far"
        _ = plan.heard([Self.local], jobs: [Self.fetch], isPaused: { _ in false }, nowUs: 0)
        _ = plan.heard([other], jobs: [Self.fetch], isPaused: { _ in false }, nowUs: Self.second)
        #expect(plan.nextUs == 3 * Self.second)
        let due = plan.due(jobs: [Self.fetch], isPaused: { _ in false }, nowUs: 3 * Self.second)
        #expect(due == [.ask(job: "fetch", servers: ["near", "far"])])
    }

    @Test("a job that is paused, or gone, does not look; nor does one at a time of the clock as it was")
    func nothing() {
        var plan = ArrivalPlan()
        #expect(plan.heard([Self.local], jobs: [Self.fetch], isPaused: { $0 == "fetch" }, nowUs: 0).isEmpty)
        #expect(plan.nextUs == nil)
        _ = plan.heard([Self.local], jobs: [Self.fetch], isPaused: { _ in false }, nowUs: 0)
        #expect(plan.due(jobs: [Self.fetch], isPaused: { _ in true }, nowUs: 3 * Self.second).isEmpty)
        #expect(plan.nextUs == nil, "the scan finds it")
        _ = plan.heard([Self.local], jobs: [Self.fetch], isPaused: { _ in false }, nowUs: 0)
        plan.forgetTimes()
        #expect(plan.due(jobs: [Self.fetch], isPaused: { _ in false }, nowUs: 3 * Self.second).isEmpty)
    }
}

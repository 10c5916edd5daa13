import Jobs
import Model
import Testing

@testable import Orchestrator

@Suite("the runners of kinds of job")
struct JobRunnersTests {
    @Test("each kind that a job file may name has a runner")
    func complete() {
        #expect(JobRunners.standard.kinds.all == JobKinds.standard.all)
        for kind in JobKinds.standard.all { #expect(JobRunners.standard[kind].kind == kind) }
        #expect(JobRunners.standard[named: "collect"] == nil)
    }

    @Test("rewrites of one day have one key, those of different kinds of job, too")
    func keys() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.command("a")])
        try await bench.ledger.create([
            PlanContext(dependencies: bench.dependencies, configuration: bench.configuration, job: Job.command("a"))
                .run(
                    "dns/2024-03-04")
        ])
        let run = try #require(try await bench.runs("a").first)
        let keys = [JobKind.compact, .purge, .command].map { JobRunners.standard[$0].key(of: run, server: nil) }
        #expect(keys == ["partition:dns/2024-03-04", "partition:dns/2024-03-04", "a:dns/2024-03-04"])
    }
}

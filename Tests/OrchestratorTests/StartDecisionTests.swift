import Orchestrator
import Testing

@Suite("what may start, and why not")
struct StartDecisionTests {
    private static let minute: Int64 = 60_000_000

    private func run(
        _ id: Int64, job: String = "j", key: String? = nil, server: String? = nil, pool: String? = nil,
        worker: Bool = true, memory: Int64 = 0, alone: Bool = false, priority: Int64 = 0, sinceMinutes: Int64 = 0,
        concurrency: Int = 100, perServer: Int? = nil, requested: Bool = false, frees: Bool = false,
        removes: Bool = false
    ) -> WaitingRun {
        WaitingRun(
            claim: ResourceClaim(
                run: id, job: job, key: key ?? "key \(id)", server: server, pool: pool, usesWorker: worker,
                memoryBytes: memory, isExclusive: alone),
            priority: priority, availableUs: sinceMinutes * Self.minute, isRequested: requested, freesSpace: frees,
            removesFiles: removes, concurrency: concurrency, concurrencyPerServer: perServer)
    }

    private func conditions(
        atMinute minute: Int64 = 0, workers: Int = 100, memory: Int64 = .max, pools: [String: Int] = [:]
    ) -> StartConditions {
        StartConditions(nowUs: minute * Self.minute, workers: workers, workerMemory: memory, pools: pools)
    }

    private func started(_ decision: StartDecision) -> [Int64] { decision.start.map(\.claim.run) }

    @Test("The higher priority goes first, then the one that waits longest, then the one that was made first")
    func order() {
        let runs = [run(1, priority: -5), run(2), run(3, priority: 9), run(4), run(5, sinceMinutes: -1)]
        let decision = StartDecision(runs, running: [], conditions: conditions())
        #expect(started(decision) == [3, 5, 2, 4, 1])
    }

    @Test("A minute of waiting is worth one priority")
    func ageing() {
        let old = run(1, priority: 0, sinceMinutes: 0)
        let young = { (minute: Int64) in run(2, priority: 10, sinceMinutes: minute) }
        #expect(old.urgency < young(9).urgency)
        #expect(old.urgency > young(11).urgency)
        #expect(run(1, priority: .max).urgency > 0, "no overflow")
        #expect(run(1, priority: .min).urgency < 0)
    }

    @Test("Each limit holds, and is told by its name")
    func limits() {
        let runs = [
            run(1, job: "a", concurrency: 1), run(2, job: "a", concurrency: 1),
            run(3, job: "b", server: "ns1", perServer: 1), run(4, job: "b", server: "ns1", perServer: 1),
            run(5, job: "b", server: "ns2", perServer: 1), run(6, job: "c", pool: "sftp"),
            run(7, job: "d", pool: "sftp"),
            run(8, key: "same"), run(9, key: "same"),
        ]
        let decision = StartDecision(runs, running: [], conditions: conditions(pools: ["sftp": 1]))
        #expect(started(decision) == [1, 3, 5, 6, 8])
        #expect(
            decision.waiting == [
                2: .jobConcurrency(job: "a", limit: 1), 4: .serverConcurrency(job: "b", server: "ns1", limit: 1),
                7: .pool(name: "sftp", size: 1), 9: .key(run: 8),
            ])
    }

    @Test("Workers, and the memory that they may use; what uses neither goes on")
    func workers() {
        let running = [run(1, memory: 600).claim]
        let runs = [run(2, memory: 500), run(3, memory: 400), run(4), run(5, worker: false), run(6)]
        let decision = StartDecision(runs, running: running, conditions: conditions(workers: 3, memory: 1000))
        #expect(started(decision) == [3, 4, 5])
        #expect(decision.waiting == [2: .memory(needs: 500, free: 400, budget: 1000), 6: .workers(limit: 3)])
    }

    @Test("Commands have a limit of their own, and take no worker")
    func commands() {
        let commands = (1...4).map { id in
            WaitingRun(claim: ResourceClaim(run: id, job: "own", key: "\(id)", isCommand: true), concurrency: 9)
        }
        var limits = conditions(workers: 2)
        limits.commands = 3
        let decision = StartDecision(commands + [run(5), run(6), run(7)], running: [], conditions: limits)
        #expect(started(decision) == [1, 2, 3, 5, 6])
        #expect(decision.waiting == [4: .commands(limit: 3), 7: .workers(limit: 2)])
    }

    @Test("The last worker, and its memory, are kept for decoding, if a job decodes")
    func keptForDecode() {
        let decode = { (id: Int64) in
            var run = run(id, memory: 1000)
            run.claim.decodes = true
            return run
        }
        var both = conditions(workers: 2, memory: 2000)
        both.keptForDecode = 1000
        let runs = [run(1, memory: 900, priority: 9), run(2, memory: 100, priority: 9), decode(3), decode(4)]
        let decision = StartDecision(runs, running: [], conditions: both)
        #expect(started(decision) == [1, 3])
        #expect(decision.waiting == [2: .workerForDecode(limit: 2), 4: .workers(limit: 2)])
        let command = WaitingRun(
            claim: ResourceClaim(run: 8, job: "own", key: "8", isCommand: true, memoryBytes: 600), priority: 9)
        let hungry = StartDecision(
            [command, decode(3)], running: [run(1, memory: 500).claim], conditions: both)
        #expect(started(hungry) == [3])
        #expect(hungry.waiting == [8: .memoryForDecode(needs: 600, kept: 1000, budget: 2000)])
        var single = conditions(workers: 1)
        single.keptForDecode = 1000
        #expect(started(StartDecision([run(1)], running: [], conditions: single)) == [1], "one worker does everything")
    }

    @Test("One that needs more memory than there is goes when nobody else uses any")
    func giant() {
        let busy = StartDecision(
            [run(1, memory: 5000)], running: [run(2, memory: 1).claim], conditions: conditions(memory: 1000))
        #expect(busy.start.isEmpty)
        let idle = StartDecision([run(1, memory: 5000)], running: [], conditions: conditions(memory: 1000))
        #expect(started(idle) == [1])
    }

    @Test("After ten minutes memory is kept for the one that waits")
    func memoryIsKept() {
        let runs = [run(1, memory: 800, priority: 5), run(2, memory: 300, sinceMinutes: 9)]
        let running = [run(3, memory: 500).claim]
        let soon = StartDecision(runs, running: running, conditions: conditions(atMinute: 9, memory: 1000))
        #expect(started(soon) == [2])
        let late = StartDecision(runs, running: running, conditions: conditions(atMinute: 10, memory: 1000))
        #expect(started(late).isEmpty)
        #expect(late.waiting[2] == .memoryFor(run: 1))
    }

    @Test("One that goes alone waits for the others, is not overtaken, and then goes alone")
    func alone() {
        let runs = [run(1, alone: true, priority: 1), run(2)]
        let busy = StartDecision(runs, running: [run(3).claim], conditions: conditions())
        #expect(busy.waiting == [1: .exclusive(others: 1), 2: .alone(run: 1)])
        let free = StartDecision(runs, running: [], conditions: conditions())
        #expect(started(free) == [1])
        #expect(free.waiting == [2: .alone(run: 1)])
    }

    @Test("What stops everything, or everything but what frees space, is asked for, removes nothing")
    func conditionsOfAll() {
        let runs = [run(1), run(2, frees: true), run(3, requested: true), run(4, removes: true)]
        var all = conditions()
        all.isDraining = true
        #expect(Set(StartDecision(runs, running: [], conditions: all).waiting.values) == [.draining])
        var low = conditions()
        low.isSpaceLow = true
        #expect(started(StartDecision(runs, running: [], conditions: low)) == [2])
        var paused = conditions(atMinute: 5)
        paused.paused = ["j": 0]
        #expect(started(StartDecision(runs, running: [], conditions: paused)) == [3])
        paused.paused = ["j": 5 * Self.minute]
        #expect(StartDecision(runs, running: [], conditions: paused).start.count == 4, "the pause is over")
        var restored = conditions()
        restored.isRestored = true
        #expect(StartDecision(runs, running: [], conditions: restored).waiting == [4: .restored])
    }

    @Test("Each reason is a sentence that says something of its own")
    func sentences() {
        let reasons: [WaitReason] = [
            .notYet(untilUs: 0, failures: 0), .notYet(untilUs: 0, failures: 3), .next, .draining, .repairing, .spaceLow,
            .restored, .unknownJob("x"), .paused(job: "x", untilUs: nil), .paused(job: "x", untilUs: 5),
            .alone(run: 1), .exclusive(others: 2), .key(run: 3), .behind(run: 4), .jobConcurrency(job: "x", limit: 2),
            .serverConcurrency(job: "x", server: "ns1", limit: 1), .pool(name: "p", size: 1), .workers(limit: 2),
            .workerForDecode(limit: 2), .commands(limit: 4), .memoryForDecode(needs: 1, kept: 2, budget: 3),
            .memory(needs: 1, free: 2, budget: 3), .memoryFor(run: 9),
        ]
        #expect(Set(reasons.map(\.sentence)).count == reasons.count)
        #expect(reasons.allSatisfy { $0.sentence.count > 20 })
    }
}

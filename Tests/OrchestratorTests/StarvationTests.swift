import Orchestrator
import SharedInputs
import Testing
import TestSupport

@Suite("nothing waits for ever")
struct StarvationTests {
    /// A minute of a busy machine: more urgent runs than it can do come all the time, and some end at random.
    private struct World {
        var random: SplitMix
        var minute: Int64 = 0
        var waiting: [WaitingRun] = []
        var running: [(run: WaitingRun, endsAt: Int64)] = []
        var started: [Int64: Int64] = [:]
        var next: Int64 = 100

        mutating func add(_ priority: Int64, memory: Int64, alone: Bool = false) -> Int64 {
            next += 1
            waiting.append(
                WaitingRun(
                    claim: ResourceClaim(
                        run: next, job: "job \(next % 7)", key: "key \(next)", usesWorker: true, memoryBytes: memory,
                        isExclusive: alone),
                    priority: priority, availableUs: minute * 60_000_000, concurrency: 2))
            return next
        }

        mutating func pass() {
            minute += 1
            let now = minute
            running.removeAll { $0.endsAt <= now }
            // More than four workers get done, so that the queue only grows.
            for _ in 0..<6 { _ = add(Int64(random.next() % 21), memory: 100 + Int64(random.next() % 200)) }
            let decision = StartDecision(
                waiting, running: running.map(\.run.claim),
                conditions: StartConditions(nowUs: now * 60_000_000, workers: 4, workerMemory: 1000))
            for run in decision.start {
                started[run.claim.run] = now
                running.append((run, now + 1 + Int64(random.next() % 3)))
            }
            let gone = Set(decision.start.map(\.claim.run))
            waiting.removeAll { gone.contains($0.claim.run) }
        }
    }

    @Test("The least urgent run, the largest one and one that goes alone are started all the same", arguments: 0..<12)
    func everybody(seed: UInt64) {
        var world = World(random: SplitMix(seed: seed))
        for _ in 0..<20 { world.pass() }
        let poor = world.add(-20, memory: 50)
        let large = world.add(-20, memory: 1000)
        let alone = world.add(-20, memory: 50, alone: true)
        var minutes = 0
        while minutes < 2000, ![poor, large, alone].allSatisfy({ world.started[$0] != nil }) {
            world.pass()
            minutes += 1
        }
        #expect([poor, large, alone].allSatisfy { world.started[$0] != nil }, "after \(minutes) minutes")
    }

    @Test("Without ageing the same world starves its poorest: the test can fail")
    func control() {
        var world = World(random: SplitMix(seed: 3))
        let poor = world.add(-1_000_000, memory: 50)
        for _ in 0..<500 { world.pass() }
        #expect(world.started[poor] == nil)
    }
}

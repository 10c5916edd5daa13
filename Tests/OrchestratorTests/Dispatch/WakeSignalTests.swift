import Foundation
import Jobs
import Ledger
import Scheduling
import Synchronization
import Testing
import TestSupport

@testable import Orchestrator

@Suite("the scheduler's bell and its loop", .timeLimit(.minutes(10)))
struct WakeSignalTests {
    @Test("a ring before the wait is kept; many are one")
    func ringBefore() async {
        let slept = Signal()
        let bell = WakeSignal { _ in
            slept.send()
            try await TestClock.stand(.zero)
        }
        for _ in 0..<100 { bell.signal() }
        await bell.wait(atMost: .seconds(1))
        let isEnded = Once()
        let second = Task {
            await bell.wait(atMost: .seconds(1))
            return isEnded.take()
        }
        await slept.wait()
        #expect(isEnded.take(), "the second wait has nothing to wake it")
        bell.signal()
        #expect(await second.value == false)
    }

    @Test("a ring while somebody waits wakes him")
    func ringWhile() async {
        let asleep = Signal()
        let bell = WakeSignal { _ in
            asleep.send()
            try await TestClock.stand(.zero)
        }
        let waiter = Task { await bell.wait(atMost: .seconds(3600)) }
        await asleep.wait()
        bell.signal()
        await waiter.value
    }

    @Test("without a ring the time ends it")
    func timeout() async {
        let asked = Mutex<[Duration]>([])
        let bell = WakeSignal { duration in asked.withLock { $0.append(duration) } }
        await bell.wait(atMost: .seconds(5))
        #expect(asked.withLock { $0 } == [.seconds(5)])
    }

    @Test("rings from everywhere at once: nobody waits for ever")
    func storm() async {
        let bell = WakeSignal { _ in try await TestClock.stand(.zero) }
        let ringing = Task {
            while !Task.isCancelled {
                bell.signal()
                await Task.yield()
            }
        }
        var waits = 0
        while waits < 500 {
            await bell.wait(atMost: .seconds(3600))
            waits += 1
        }
        ringing.cancel()
        #expect(waits == 500)
    }

    @Test("an idle hour takes no more passes than it has events")
    func idle() async throws {
        let fetch = Job.fetch()
        let idle = IdleHour()
        let bench = try await OrchestratorBench(jobs: [fetch, Job.stage, Job.decode], isPushed: false) { _ in
            .exited(70)
        } sleep: {
            await idle.sleep($0)
        }
        await idle.watch(bench)
        try await bench.orchestrator.run {}
        // A look at the name server every three seconds. How often the end of a look rings in time of its own depends on
        // how busy the machine is; a loop that spins takes many thousands.
        let passes = bench.dependencies.liveness.reading.passes
        #expect((1195...6000).contains(passes), "\(passes) passes")
        #expect(try await bench.runs().isEmpty)
    }

    /// Lets time pass whenever the loop sleeps, and ends the daemon after an hour.
    private actor IdleHour {
        private weak var bench: OrchestratorBench?

        func watch(_ bench: OrchestratorBench) { self.bench = bench }

        func sleep(_ duration: Duration) async {
            guard let bench else { return }
            // Let those who ask the name server finish first: they are quick against three seconds.
            for task in await bench.orchestrator.underWay.asking { await task.value }
            bench.clock.advance(duration)
            if bench.clock.nowUs >= TestClock.start + 3_600_000_000 { await bench.orchestrator.drain() }
        }
    }
}

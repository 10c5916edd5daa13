import Ledger
import Model
import Testing
import TestSupport

@testable import Orchestrator

@Suite("the runs that go on")
struct ActiveRunsTests {
    private func run(_ id: Int64, job: String = "a", subject: RunSubject = .whole, batch: Int64? = nil) -> ActiveRun {
        let task = Task { await Signal().wait() }
        return ActiveRun(
            run: id, attempt: 1, job: job, subject: subject,
            claim: ResourceClaim(run: id, job: job, key: "\(job):\(subject)", batch: batch), startedUs: id,
            progress: RunProgress(), batch: nil, task: task, ending: Task { await task.value })
    }

    @Test("what is handed out are values: who runs, on what, with which key")
    func values() {
        let runs = ActiveRuns()
        #expect(runs.isEmpty)
        runs.add(run(1, subject: "ns1"))
        runs.add(run(2, job: "b"))
        #expect(runs.ids == [1, 2] && runs.count == 2)
        #expect(runs.subjects(of: "a") == ["ns1"])
        #expect(runs.works == ["1.1", "2.1"])
        #expect(runs.holder(of: "b:-") == 2 && runs.holder(of: "b:ns1") == nil)
        #expect(runs.readings.map(\.run) == [1, 2])
        runs.interrupt()
    }

    @Test("a run is stopped with the reason, unless another attempt is meant")
    func cancel() throws {
        let runs = ActiveRuns()
        let (one, two) = (run(1), run(2))
        runs.add(one)
        runs.add(two)
        #expect(throws: LedgerError.self) { try runs.cancel(1, attempt: 2, why: "no") }
        #expect(!one.task.isCancelled)
        #expect(try runs.cancel(1, attempt: 1, why: "enough"))
        #expect(one.task.isCancelled && one.progress.cancellation == "enough")
        #expect(!two.task.isCancelled)
        #expect(try !runs.cancel(3, attempt: nil, why: "it does not go on"))
        runs.interrupt()
    }

    @Test("the next fire stops the runs of its own job and subjects only")
    func overtaken() {
        let runs = ActiveRuns()
        let all = [run(1, subject: "ns1"), run(2, subject: "ns2"), run(3, job: "b", subject: "ns1")]
        for run in all { runs.add(run) }
        runs.overtake("a", ["ns1"])
        #expect(all.map(\.task.isCancelled) == [true, false, false])
        runs.interrupt()
    }

    @Test("what claims a worker goes on until the last of them has ended")
    func batch() {
        let runs = ActiveRuns()
        runs.add(run(1, batch: 1))
        runs.add(run(2, batch: 1))
        runs.add(run(3))
        #expect(!runs.remove(3))
        #expect(runs.remove(1), "2 goes on in the same worker")
        #expect(!runs.remove(2) && runs.isEmpty)
    }

    @Test("once all are interrupted, what starts is stopped at once")
    func interrupted() {
        let runs = ActiveRuns()
        let (before, after) = (run(1), run(2))
        runs.add(before)
        runs.interrupt()
        runs.add(after)
        #expect(before.task.isCancelled && after.task.isCancelled)
    }
}

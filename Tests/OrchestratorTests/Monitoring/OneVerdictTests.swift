import Model
import TestSupport
import Transfer
import Control
import Jobs
import Ledger
import Measures
import RealServers
import Reconciliation
import SharedInputs
import Testing

@testable import Orchestrator

/// The status, health, alerts, `why`, `retry --failed` and metrics say the same of every failure.
@Suite("one verdict on failures")
struct OneVerdictTests {
    private static let jobs = ["a", "b", "tell"]

    @Test("all agree on random ledgers", arguments: 0..<12)
    func agree(seed: Int) async throws {
        var random = SplitMix(seed: UInt64(seed))
        let bench = try await OrchestratorBench(
            servers: ["ns1", "ns2"], jobs: [Job.decode()] + Self.jobs.map { Job.command($0) })
        for step in 0..<Int.random(in: 1...60, using: &random) {
            try await self.step(step, bench, &random)
        }
        try await expectAgreement(bench)
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }

    private func step(_ step: Int, _ bench: OrchestratorBench, _ random: inout SplitMix) async throws {
        let job = Self.jobs[Int.random(in: 0..<Self.jobs.count, using: &random)]
        let subject = [RunSubject.whole, "ns1", "ns2"][Int.random(in: 0..<3, using: &random)]
        let choice = Int.random(in: 0..<10, using: &random)
        let pick = Int.random(in: 0..<1000, using: &random)
        bench.clock.advance(.seconds(60))
        try await bench.ledger.write { tx in
            let captures = try tx.view.captures(states: [.quarantined])
            let open = try tx.view.openFailures().list
            switch choice {
            case 0..<4:
                let cause = job == "tell" ? RunCause.failure(run: Int64(step)) : .at(Int64(step))
                try finish(tx, try start(tx, job, subject, cause), .discarded)
            case 4, 5: try finish(tx, try start(tx, job, subject, "at:\(step)"), .completed)
            case 6: try finish(tx, try start(tx, job, subject, "at:\(step)"), .retryable)
            case 7:
                let id = try tx.adoptPushed(
                    server: pick % 2 == 0 ? "ns1" : "ns2", directory: "captures/ns1", fileName: "\(step).pcap",
                    sizeBytes: 9, modifiedUs: 1)
                try tx.quarantine(capture: id, why: "empty", run: nil)
                for intent in try tx.view.openIntents() { try tx.settle(intent: intent.id, status: .done) }
            case 8:
                guard !open.isEmpty else { return }
                let failure = open[pick % open.count]
                if let run = failure.run {
                    _ = try tx.acknowledge(run: run, who: "ann(7)", reason: "known")
                } else if let capture = failure.capture {
                    _ = try tx.acknowledge(capture: capture, who: "ann(7)", reason: "known")
                }
            default:
                guard !captures.isEmpty else { return }
                let id = captures[pick % captures.count].id
                let run = try start(tx, "decode", "capture:\(id)", "at:\(step)")
                try tx.reprocess(capture: id, who: "ann(7)", why: nil)
                for intent in try tx.view.openIntents() { try tx.settle(intent: intent.id, status: .done) }
                try finish(tx, run, .discarded)
                try tx.quarantine(capture: id, why: "still bad", run: run.run)
                for intent in try tx.view.openIntents() { try tx.settle(intent: intent.id, status: .done) }
            }
        }
    }

    private func start(_ tx: LedgerTransaction, _ job: String, _ subject: RunSubject, _ cause: RunCause) throws
        -> RunEnd
    {
        let id = try tx.createRun(
            NewRun(
                job: job, kind: job == "decode" ? "decode" : "command", subject: subject, cause: cause, priority: 0,
                nominalUs: 0, dueUs: 0)
        ).id
        let incarnation = try tx.view.currentIncarnation()?.id ?? 1
        let attempt = try tx.start(run: id, incarnation: incarnation)
        return RunEnd(run: id, attempt: attempt, incarnation: incarnation, state: .completed, outcome: .completed)
    }

    private func finish(_ tx: LedgerTransaction, _ end: RunEnd, _ state: RunState) throws {
        var end = end
        (end.state, end.outcome) = (state, state == .completed ? .completed : .failed)
        if state != .completed { end.message = "why" }
        try tx.finish(end)
    }

    private func expectAgreement(_ bench: OrchestratorBench) async throws {
        let now = bench.clock.nowUs
        let open = try await bench.ledger.read { try $0.openFailures() }
        let live = LiveStatus(
            version: "test", pid: 1, startedUs: 0, incarnation: 1, configPath: "", jobsPath: "", problems: [])
        let status = try await bench.ledger.read { try StatusReport(view: $0, live: live, nowUs: now) }
        #expect(status.openFailureCount == open.count && status.openFailures == Array(open.list.prefix(20)))
        #expect(status.problems.contains { $0.condition == .failure } == (open.count > 0))

        let dispatcher = AlertDispatcher(
            dependencies: bench.dependencies, scheduler: bench.orchestrator, sender: ScriptedSender())
        let monitor = Monitor(dependencies: bench.dependencies, scheduler: bench.orchestrator, dispatcher: dispatcher)
        bench.dependencies.liveness.ready()
        let health = try await monitor.problems()
        #expect(health.filter { $0.condition == .failure } == status.problems.filter { $0.condition == .failure })

        let alerts = [
            AlertDefinition(name: "f", condition: .failure(job: nil)),
            AlertDefinition(name: "q", condition: .quarantine(server: nil)),
        ]
        let facts = try await AlertFacts.gather(
            alerts, dependencies: bench.dependencies, await bench.orchestrator.observation)
        let told = open.list.filter { !$0.isMessage }.compactMap(\.job)
        #expect(Set(facts.problems(alerts[0].condition).keys) == Set(told))
        let quarantined = open.list.filter(\.isQuarantined).compactMap(\.server)
        #expect(Set(facts.problems(alerts[1].condition).keys) == Set(quarantined))

        let newest = Set(open.list.compactMap(\.run))
        for run in try await bench.runs() where run.state == .discarded {
            let why = try await bench.ledger.read {
                try WhyReport(view: $0, key: "\(run.id)", live: live, waiting: [:], nowUs: now)
            }
            #expect(why.answers.contains { $0.advice?.contains("entradactl ack") == true } == (run.overUs == nil))
            if newest.contains(run.id) { #expect(run.overUs == nil) }
        }

        let metrics = try await monitor.families().first { $0.name == "entrada_failures_open" }
        #expect(metrics?.samples.reduce(0) { $0 + $1.value } == Double(open.count))

        let underWay = try await bench.ledger.read { view in
            try open.list.filter { failure in
                guard let job = failure.job, failure.capture == nil else { return false }
                return try view.hasOpenRun(job: job, subject: failure.subject)
            }
        }
        let retried = try await bench.orchestrator.operations.retryFailed(
            job: nil, server: nil, requestID: "r", who: "ann(7)", reason: nil)
        let subjects = try await bench.ledger.read { view in
            Set(try retried.runs.map { try view.requireRun($0) }.map { "\($0.job) \($0.subject)" })
        }
        let wanted = open.list.filter { !underWay.contains($0) }.map { "\($0.job ?? "decode") \($0.subject)" }
        #expect(subjects == Set(wanted))
    }

    @Test("a server that does not answer is said after a while")
    func silence() {
        let minute: Int64 = 60_000_000
        let silence = ServerSilence(server: "ns1", sinceUs: minute, error: "no route to host")
        #expect(silence.problem(nowUs: 11 * minute - 1) == nil)
        let problem = silence.problem(nowUs: 11 * minute)
        #expect(problem?.condition == .unanswered)
        #expect(problem?.detail == "ns1 has not answered for 0h 10m: no route to host")
    }

    @Test("a silent server is a problem of the daemon, and its answer ends it")
    func silentServer() async throws {
        let bench = try await OrchestratorBench(servers: ["ns1"], jobs: [Job.fetch(attempts: 100)], isPushed: false)
        bench.sources.refuse(.unreachable(place: "ns1", reason: "no route to host"))
        for _ in 0..<20 {
            bench.clock.advance(.seconds(60))
            try await bench.settle()
        }
        let problems = await bench.orchestrator.problems.filter { $0.condition == .unanswered }
        #expect(
            problems.count == 1 && problems.first?.detail.hasPrefix("ns1 has not answered for") == true, "\(problems)")
        bench.sources.refuse(nil)
        for _ in 0..<20 {
            bench.clock.advance(.seconds(60))
            try await bench.settle()
        }
        #expect(await bench.orchestrator.problems.filter { $0.condition == .unanswered } == [])
    }
}

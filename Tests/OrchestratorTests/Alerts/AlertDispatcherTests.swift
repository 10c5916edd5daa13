import Foundation
import Jobs
import Ledger
import Model
import Testing
import TestSupport
import WorkerProtocol

@testable import Orchestrator

@Suite("alerts over the days")
struct AlertDispatcherTests {
    private static let hook = AlertDelivery.webhook(Webhook(address: .url("https://example.net/hook")))

    /// A bench with alerts; captures that begin with `bad` go to quarantine.
    private func bench(_ alerts: [AlertDefinition], jobs: [JobDefinition] = []) async throws -> OrchestratorBench {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode(attempts: 1)] + jobs) { call in
            if call.capture?.path.contains("bad") == true { return try await call.fail(65, "no capture file") }
            return call.decoding != nil ? try await call.decode() : .exited(0)
        }
        try await configure(bench, alerts)
        return bench
    }

    private func configure(_ bench: OrchestratorBench, _ alerts: [AlertDefinition]) async throws {
        var configuration = bench.configuration
        configuration.alerts = alerts
        try await bench.orchestrator.reload(configuration: configuration, jobs: await bench.orchestrator.settings.jobs)
    }

    private func dispatcher(_ bench: OrchestratorBench, _ sender: ScriptedSender) -> AlertDispatcher {
        AlertDispatcher(dependencies: bench.dependencies, scheduler: bench.orchestrator, sender: sender)
    }

    private func events(_ bench: OrchestratorBench) async throws -> [String] {
        try await bench.ledger.read { view in
            try view.events(limit: 1000).filter { $0.kind == "alert" }.map { "\($0.from ?? "") → \($0.to ?? "")" }
        }
    }

    @Test("a quarantine is told once, seen in the status, and its end is told once, over restarts")
    func quarantine() async throws {
        let bench = try await bench([
            AlertDefinition(name: "bad", condition: .quarantine(server: nil), delivery: Self.hook)
        ])
        let sender = ScriptedSender()
        var dispatcher = dispatcher(bench, sender)
        try await dispatcher.look()
        #expect(sender.messages.isEmpty)
        try bench.push("bad.pcap")
        await bench.orchestrator.signal()
        try await bench.settle()
        for _ in 0..<3 { try await dispatcher.look() }
        #expect(sender.told == ["raised ns1"])
        #expect(await dispatcher.alarms == ["alert bad (ns1): 1 captures in quarantine"])
        // The next daemon knows.
        dispatcher = self.dispatcher(bench, sender)
        try await dispatcher.look()
        #expect(sender.told == ["raised ns1"])
        let capture = try await bench.capture("bad.pcap")
        try await bench.ledger.write { try $0.reprocess(capture: capture.id, who: "test", why: nil) }
        dispatcher = self.dispatcher(bench, sender)
        for _ in 0..<3 { try await dispatcher.look() }
        #expect(sender.told == ["raised ns1", "over ns1"])
        #expect(Set(sender.messages.map(\.id)).count == 2)
        #expect(await dispatcher.alarms.isEmpty)
        #expect(
            try await events(bench) == [
                "quiet → raised", "raised → announced", "announced → over", "over → quiet",
            ])
        bench.clock.advance(.seconds(3700))
        try await dispatcher.look()
        #expect(try await bench.ledger.read { try $0.alerts() }.isEmpty)
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }

    @Test("a message that is not taken is tried again with pauses, and told once")
    func undeliverable() async throws {
        let bench = try await bench([AlertDefinition(name: "clock", condition: .clock, delivery: Self.hook)])
        let sender = ScriptedSender()
        let dispatcher = dispatcher(bench, sender)
        sender.refuse(true)
        try await bench.ledger.write { try $0.doubtClock("a test") }
        try await bench.orchestrator.recover()
        try await dispatcher.look()
        #expect(await dispatcher.alarms.first?.contains("could not be delivered: Refused") == true)
        sender.refuse(false)
        try await dispatcher.look()
        #expect(sender.messages.isEmpty)
        bench.clock.advance(.seconds(11))
        try await dispatcher.look()
        try await dispatcher.look()
        #expect(sender.told == ["raised -"])
        let counts = await dispatcher.deliveries["clock"]
        #expect(counts?.sent == 1 && counts?.failed == 1)
    }

    @Test("a job is told in the transaction that notes it, with the alert in its environment")
    func job() async throws {
        let tell = Job.command("tell")
        let bench = try await bench(
            [AlertDefinition(name: "failed", condition: .failure(job: nil), delivery: .job("tell"))], jobs: [tell])
        let dispatcher = dispatcher(bench, ScriptedSender())
        try bench.push("bad.pcap")
        await bench.orchestrator.signal()
        try await bench.settle()
        for _ in 0..<3 {
            try await dispatcher.look()
            try await bench.settle()
        }
        let call = try #require(bench.launcher.calls.last)
        #expect(call.program?.path == "/bin/true")
        let environment = call.command.environment
        #expect(environment["ENTRADA_ALERT"] == "failed")
        #expect(environment["ENTRADA_ALERT_STATE"] == "raised")
        #expect(environment["ENTRADA_ALERT_SUBJECT"] == "decode")
        #expect(environment["ENTRADA_ALERT_TEXT"]?.contains("no capture file") == true)
        bench.clock.advance(.seconds(25 * 3600))
        _ = try await bench.ledger.write { try $0.acknowledge(job: "decode", who: "ann(7)", reason: "known") }
        try await dispatcher.look()
        try await bench.settle()
        let told = try await bench.runs("tell")
        #expect(told.map { $0.cause.description.split(separator: ":")[1] } == ["raised", "over"])
        #expect(told.allSatisfy { $0.state == .completed })
    }

    @Test("a failure is over when the same was done well; failures of what tells of failures are none")
    func mended() async throws {
        let jobs = [Job.command("flaky"), Job.command("other")]
        let bench = try await bench(
            [AlertDefinition(name: "failed", condition: .failure(job: nil), delivery: Self.hook)], jobs: jobs)
        let sender = ScriptedSender()
        let dispatcher = dispatcher(bench, sender)
        func run(_ job: String, _ id: String, code: Int32) async throws {
            bench.launcher.follow { _ in .exited(code) }
            _ = try await bench.orchestrator.operations.request(RunOrder(id: id, job: job, who: "test"))
            try await bench.settle()
            try await dispatcher.look()
        }
        try await run("flaky", "1", code: 1)
        try await run("flaky", "2", code: 1)
        #expect(sender.told == ["raised flaky"])
        try await run("other", "3", code: 0)
        #expect(sender.told == ["raised flaky"])
        try await run("flaky", "4", code: 0)
        #expect(sender.told == ["raised flaky", "over flaky"])
        bench.launcher.follow { _ in .exited(1) }
        let now = bench.clock.nowUs
        try await bench.ledger.write { tx in
            _ = try tx.createRun(
                NewRun(
                    job: "other", kind: "command", subject: "-", cause: "alert:raised:x:-:1", priority: 0,
                    nominalUs: now,
                    dueUs: now))
        }
        try await bench.settle()
        try await dispatcher.look()
        #expect(try await bench.runs("other").last?.state == .discarded)
        #expect(sender.told.count == 2)
    }

    @Test("an alert that is no longer configured is forgotten, and says so")
    func removed() async throws {
        let bench = try await bench([AlertDefinition(name: "clock", condition: .clock)])
        let dispatcher = dispatcher(bench, ScriptedSender())
        try await bench.ledger.write { try $0.doubtClock("a test") }
        try await bench.orchestrator.recover()
        try await dispatcher.look()
        #expect(try await bench.ledger.read { try $0.alerts() }.keys.sorted() == ["clock/-"])
        try await configure(bench, [])
        try await dispatcher.look()
        #expect(try await bench.ledger.read { try $0.alerts() }.isEmpty)
        #expect(await dispatcher.alarms.isEmpty)
        #expect(try await events(bench).last == "announced → quiet")
    }

    @Test("what is known of an alert and cannot be read is told anew, and never for ever")
    func unreadable() async throws {
        let bench = try await bench([AlertDefinition(name: "clock", condition: .clock, delivery: Self.hook)])
        try await bench.ledger.write { tx in
            try tx.setAlert("clock", subject: "-", value: "{\"state\":1}", from: "quiet", to: "announced", why: nil)
            try tx.setAlert("gone", subject: "ns1", value: "?", from: "quiet", to: "announced", why: nil)
            try tx.doubtClock("a test")
        }
        try await bench.orchestrator.recover()
        let sender = ScriptedSender()
        for _ in 0..<2 { try await dispatcher(bench, sender).look() }
        #expect(sender.told == ["raised -"])
        let known = try await bench.ledger.read { try $0.alerts() }
        #expect(known.keys.sorted() == ["clock/-"])
        #expect(known["clock/-"]?.contains("announced") == true, "\(known)")
    }
}

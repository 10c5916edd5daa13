import Ledger
import Reconciliation
import Testing
import TestSupport

@testable import Orchestrator

@Suite("what the clock monitor notices")
struct ClockMonitorTests {
    private let bench: DutyBench
    private var clock: TestClock { bench.clock }

    init() throws { bench = try DutyBench() }

    private func monitor() -> ClockMonitor {
        ClockMonitor(
            ledger: bench.ledger, logger: bench.dependencies.logger, now: bench.now, bootUs: bench.bootUs)
    }

    @Test("time that passes is no jump")
    func calm() async throws {
        let monitor = monitor()
        try await monitor.begin()
        clock.advance(.seconds(86_400 * 30))
        let isSet = try await monitor.look()
        #expect(!isSet && monitor.doubt == nil && monitor.problem == nil)
    }

    @Test("a small jump is told once and is no reason for doubt", arguments: [-1800, 1800])
    func small(seconds: Int) async throws {
        let monitor = monitor()
        try await monitor.begin()
        clock.set(by: .seconds(seconds))
        let looks = (try await monitor.look(), try await monitor.look())
        #expect(looks == (true, false))
        #expect(monitor.doubt == nil)
    }

    @Test("a large jump is doubted, by the next daemon too, until somebody confirms", arguments: [-7200, 7200])
    func large(seconds: Int) async throws {
        let first = monitor()
        try await first.begin()
        clock.set(by: .seconds(seconds))
        let isSet = try await first.look()
        #expect(isSet && first.problem?.condition == .clock)
        let second = monitor()
        try await second.begin()
        #expect(second.doubt == first.doubt)
        let confirmed = try await second.confirm(who: "root(0)", reason: "a test")
        let again = try await second.confirm(who: "root(0)", reason: "a test")
        #expect(confirmed && !again && second.problem == nil)
        let later = try await second.look()
        #expect(!later, "it is measured from the clock that was confirmed")
    }

    @Test("a start long before the newest event is doubted")
    func start() async throws {
        try await bench.ledger.write { tx in
            try tx.append(kind: "job", subject: "a", to: "skipped", why: "an event")
        }
        clock.set(by: .seconds(-7200))
        let monitor = monitor()
        try await monitor.begin()
        #expect(monitor.doubt?.contains("behind the newest event") == true)
    }

    @Test("what cannot be recorded is noticed again")
    func ledgerFails() async throws {
        let monitor = monitor()
        try await monitor.begin()
        clock.set(by: .seconds(7200))
        try bench.ledger.close()
        await #expect(throws: (any Error).self) { _ = try await monitor.look() }
        await #expect(throws: (any Error).self) { _ = try await monitor.look() }
        #expect(monitor.doubt == nil)
    }
}

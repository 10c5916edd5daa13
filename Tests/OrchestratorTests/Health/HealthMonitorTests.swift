import FileFlow
import Glibc
import Jobs
import Ledger
import Reconciliation
import SharedInputs
import Testing
import TestSupport

@testable import Orchestrator

@Suite("data root and clock, as each pass looks at them")
struct HealthMonitorTests {
    private let bench: DutyBench
    private let configuration: Configuration

    init() throws {
        bench = try DutyBench()
        configuration = bench.settings([]).configuration
    }

    private func monitor(_ maintenance: Maintenance) async throws -> HealthMonitor {
        let monitor = HealthMonitor(
            storage: StorageMonitor(
                root: bench.root, ledger: bench.ledger, flow: bench.flow, logger: bench.dependencies.logger,
                now: bench.now),
            clock: ClockMonitor(
                ledger: bench.ledger, logger: bench.dependencies.logger, now: bench.now, bootUs: bench.bootUs),
            maintenance: maintenance)
        try await monitor.begin()
        return monitor
    }

    private func monitor() async throws -> HealthMonitor { try await monitor(bench.maintenance()) }

    private static let activity = Maintenance.Activity(incarnation: 1, runs: [], works: [])

    @Test("all is well: a pass may claim, and there is nothing to say")
    func well() async throws {
        let monitor = try await monitor()
        let findings = await monitor.look(configuration)
        #expect(findings == HealthMonitor.Findings(isClockSet: false, isMended: false, mayPass: true))
        #expect(monitor.problems(configuration).isEmpty && !monitor.isSpaceLow(configuration))
        #expect(bench.log.all.isEmpty)
    }

    @Test("a low disk is logged once, and once more when it is over; what may be claimed goes on")
    func low() async throws {
        let monitor = try await monitor()
        var low = configuration
        low.limits.diskLowMark = .max
        for _ in 0..<3 { #expect(monitor.isSpaceLow(low)) }
        let findings = await monitor.look(low)
        #expect(findings == HealthMonitor.Findings())
        #expect(monitor.problems(low).map(\.condition) == [.disk])
        for _ in 0..<3 { #expect(!monitor.isSpaceLow(configuration)) }
        #expect(monitor.problems(configuration).isEmpty)
        let lines = bench.log.all
        #expect(lines.count == 2, "\(lines)")
        #expect(lines.first?.contains("less than disk_low_mark") == true)
        #expect(lines.last?.hasPrefix("notice there is enough free disk space again") == true)
    }

    @Test("a data root that cannot be written stops all claiming until it can, and then cleaning up does not wait")
    func trouble() async throws {
        let maintenance = bench.maintenance()
        let monitor = try await monitor(maintenance)
        let settings = bench.settings([])
        _ = try await maintenance.runIfDue(settings, Self.activity)
        var outcome = try await maintenance.runIfDue(settings, Self.activity)
        #expect(outcome == .notDue)
        bench.disk.fail(after: 0, ENOSPC)
        let isWritable = await monitor.isRootWritable(
            after: FileFlowError.failed("write", bench.root.absolute("work/1.1/x"), ENOSPC), configuration)
        #expect(!isWritable && monitor.storageTrouble != nil && monitor.isSpaceLow(configuration))
        var findings = await monitor.look(configuration)
        #expect(findings == HealthMonitor.Findings(mayPass: false))
        #expect(monitor.problems(configuration).map(\.condition) == [.storage])
        bench.disk.mend()
        bench.clock.advance(.seconds(1))
        findings = await monitor.look(configuration)
        #expect(findings == HealthMonitor.Findings(isMended: true))
        #expect(monitor.storageTrouble == nil && monitor.problems(configuration).isEmpty)
        outcome = try await maintenance.runIfDue(settings, Self.activity)
        #expect(outcome == .done(hasDueTroubles: false), "half a minute has not passed")
        #expect(try await bench.events("storage") == ["troubled", "mended"])
    }

    @Test("with little room, too, what frees space may still be claimed")
    func troubleWithLittleRoom() async throws {
        let monitor = try await monitor()
        var low = configuration
        low.limits.diskLowMark = .max
        bench.disk.fail(after: 0, ENOSPC)
        await monitor.storageFailed(StorageTrouble(what: "no space left", path: nil), low)
        let findings = await monitor.look(low)
        #expect(findings.mayPass && !findings.isMended)
        #expect(monitor.problems(low).map(\.condition) == [.storage, .disk])
    }

    @Test("a clock that was set is told once; what was put off until a time of the clock as it was is looked at now")
    func clockSet() async throws {
        let maintenance = bench.maintenance()
        let monitor = try await monitor(maintenance)
        let settings = bench.settings([])
        _ = try await maintenance.runIfDue(settings, Self.activity)
        bench.disk.fail(after: 0, EIO)
        await monitor.storageFailed(StorageTrouble(what: "input/output error", path: nil), configuration)
        _ = await monitor.look(configuration)
        bench.disk.mend()
        bench.clock.set(by: .seconds(-1800))
        let findings = await monitor.look(configuration)
        #expect(findings == HealthMonitor.Findings(isClockSet: true, isMended: true))
        let outcome = try await maintenance.runIfDue(settings, Self.activity)
        #expect(outcome != .notDue)
        let again = await monitor.look(configuration)
        #expect(again == HealthMonitor.Findings())
        #expect(monitor.clockDoubt == nil)
    }

    @Test("a clock that is hours off is in doubt until somebody confirms it")
    func doubt() async throws {
        let monitor = try await monitor()
        bench.clock.set(by: .seconds(7200))
        _ = await monitor.look(configuration)
        #expect(monitor.clockDoubt != nil && monitor.problems(configuration).map(\.condition) == [.clock])
        let was = try await monitor.confirmClock(who: "root(0)", reason: nil)
        let again = try await monitor.confirmClock(who: "root(0)", reason: nil)
        #expect(was && !again && monitor.problems(configuration).isEmpty)
    }

    @Test("a ledger that takes no more lets nothing pass")
    func ledgerFails() async throws {
        let monitor = try await monitor()
        await monitor.storageFailed(StorageTrouble(what: "no space left", path: nil), configuration)
        try bench.ledger.close()
        let findings = await monitor.look(configuration)
        #expect(findings == HealthMonitor.Findings(mayPass: false), "that it is over could not be written down")
    }

    @Test("random disks and clocks: what is found is what was done", arguments: 1...20)
    func random(seed: UInt64) async throws {
        var random = SplitMix(seed: seed)
        let monitor = try await monitor()
        var isBroken = false
        var hasTrouble = false
        var stepSeconds = 0
        var troubles = 0
        for step in 0..<120 {
            switch random.next() % 5 {
            case 0:
                isBroken.toggle()
                if isBroken { bench.disk.fail(after: 0, EIO) } else { bench.disk.mend() }
            case 1:
                let seconds = Int(random.next() % 1001) - 500
                bench.clock.set(by: .seconds(seconds))
                stepSeconds += seconds
            case 2:
                let isWritable = await monitor.isRootWritable(after: nil, configuration)
                #expect(isWritable == !isBroken)
                if isBroken, !hasTrouble { (hasTrouble, troubles) = (true, troubles + 1) }
            default:
                // The longest pause between two looks is a minute; and from a minute ahead to a minute behind is how far
                // the clock may have been set without a line.
                bench.clock.advance(.seconds(181))
                let findings = await monitor.look(configuration)
                let isSet = abs(stepSeconds) > 60
                if isSet { stepSeconds = 0 }
                let wanted = HealthMonitor.Findings(
                    isClockSet: isSet, isMended: hasTrouble && !isBroken, mayPass: !hasTrouble || !isBroken)
                #expect(findings == wanted, "step \(step)")
                if !isBroken { hasTrouble = false }
            }
            #expect((monitor.storageTrouble != nil) == hasTrouble, "step \(step)")
            #expect(monitor.isSpaceLow(configuration) == hasTrouble)
        }
        let told = (0..<troubles).flatMap { _ in ["troubled", "mended"] }
        #expect(try await bench.events("storage") == Array(told.dropLast(hasTrouble ? 1 : 0)))
    }
}

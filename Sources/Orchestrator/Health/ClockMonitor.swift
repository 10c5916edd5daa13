import Ledger
import Logging
import Reconciliation
import Scheduling

/// Notices that the wall clock was set while the daemon runs, or does not fit what the ledger knows.
///
/// While the clock is in doubt nothing is deleted; the doubt is a row of `meta`, kept until an operator confirms the clock.
/// Not `Sendable`: it belongs to the scheduler's actor, and its methods run there.
final class ClockMonitor {
    private let ledger: Ledger
    private let logger: Logger
    private let now: @Sendable () -> Int64
    private let bootUs: @Sendable () -> Int64
    private var watch: ClockWatch
    /// Why the clock is not to be believed: the ledger's row, remembered.
    private(set) var doubt: String?

    /// - Parameters:
    ///   - now: the wall clock, microseconds since the epoch.
    ///   - bootUs: microseconds since boot, a clock that nobody can set.
    init(ledger: Ledger, logger: Logger, now: @escaping @Sendable () -> Int64, bootUs: @escaping @Sendable () -> Int64)
    {
        self.ledger = ledger
        self.logger = logger
        self.now = now
        self.bootUs = bootUs
        watch = ClockWatch(wallUs: now(), bootUs: bootUs())
    }

    /// Compares the clock with the newest event of the ledger, before this daemon writes one of its own.
    nonisolated(nonsending) func begin() async throws {
        let nowUs = now()
        watch = ClockWatch(wallUs: nowUs, bootUs: bootUs())
        let newest = try await ledger.read { try $0.newestEventUs() }
        if let why = ClockWatch.doubt(atStart: nowUs, newestEventUs: newest) {
            try await ledger.write { tx in try tx.doubtClock(why) }
        }
        try await readDoubt()
        if let doubt { complain(doubt) }
    }

    /// Compares the two clocks, and records it when the wall clock was set.
    ///
    /// - Returns: whether it was set: then times that were noted before mean nothing any more.
    nonisolated(nonsending) func look() async throws -> Bool {
        let (wall, boot) = (now(), bootUs())
        guard let jump = watch.jump(wallUs: wall, bootUs: boot) else { return false }
        try await ledger.write { tx in
            try tx.recordClockJump("\(jump)")
            if jump.stepUs < 0 { try tx.moveWaitingRuns(byUs: jump.stepUs) }
            if jump.isDoubtful { try tx.doubtClock("\(jump), by more than an hour") }
        }
        watch.accept(wallUs: wall, bootUs: boot)
        try await readDoubt()
        logger.warning("\(jump)")
        if jump.isDoubtful, let doubt { complain(doubt) }
        return true
    }

    /// An operator has looked at the clock, and it is right.
    ///
    /// - Returns: whether it was in doubt.
    nonisolated(nonsending) func confirm(who: String, reason: String?) async throws -> Bool {
        let was = try await ledger.write { tx in try tx.confirmClock(who: who, reason: reason) }
        watch = ClockWatch(wallUs: now(), bootUs: bootUs())
        doubt = nil
        return was
    }

    var problem: CheckProblem? {
        doubt.map {
            CheckProblem(
                .clock,
                "the clock is in doubt, nothing is deleted: \($0). "
                    + "Check the clock (timedatectl), then: entradactl clock confirm --reason …")
        }
    }

    private nonisolated(nonsending) func readDoubt() async throws {
        doubt = try await ledger.read { try $0.clockDoubt() }
    }

    private func complain(_ why: String) {
        logger.error(
            "the clock is in doubt; nothing is deleted until you confirm it (entradactl clock confirm)",
            metadata: ["why": "\(why)"])
    }
}

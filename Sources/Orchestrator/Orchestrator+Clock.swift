import Ledger
import Logging
import Scheduling

/// The clock may be wrong, and be set while the daemon runs. Then nothing is deleted until somebody has looked at it, and
/// nothing waits for a time that was never to come.
extension Orchestrator {
    /// What the start has to say about the clock; before anything is written.
    func beginClockWatch() async throws {
        let now = site.now()
        clockWatch = ClockWatch(wallUs: now, bootUs: site.bootUs())
        let newest = try await site.ledger.read { try $0.newestEventUs() }
        if let why = ClockWatch.doubt(atStart: now, newestEventUs: newest) {
            try await site.ledger.write { tx in try tx.doubtClock(why) }
        }
        clockDoubt = try await site.ledger.read { try $0.clockDoubt() }
        if let clockDoubt { complain(clockDoubt) }
    }

    func watchClock() async throws {
        let (now, boot) = (site.now(), site.bootUs())
        guard let jump = clockWatch.jump(wallUs: now, bootUs: boot) else { return }
        try await site.ledger.write { tx in
            try tx.recordClockJump("\(jump)")
            if jump.stepUs < 0 { try tx.moveWaitingRuns(byUs: jump.stepUs) }
            if jump.isDoubtful { try tx.doubtClock("\(jump), by more than an hour") }
        }
        clockWatch.accept(wallUs: now, bootUs: boot)
        clockDoubt = try await site.ledger.read { try $0.clockDoubt() }
        // These are times of the clock as it was.
        round.forgetTimes()
        looks = [:]
        nextWatchUs = now
        nextMending = now
        storage.lookSooner()
        site.logger.warning("\(jump)")
        if jump.isDoubtful, let clockDoubt { complain(clockDoubt) }
        nudge()
    }

    private func complain(_ why: String) {
        site.logger.error(
            "the clock is in doubt; nothing is deleted until you confirm it (entradactl clock confirm)",
            metadata: ["why": "\(why)"])
    }

    /// An operator has looked at the clock, and it is right. Gives whether it was in doubt.
    public func confirmClock(who: String, reason: String?) async throws -> Bool {
        let was = try await site.ledger.write { tx in try tx.confirmClock(who: who, reason: reason) }
        clockWatch = ClockWatch(wallUs: site.now(), bootUs: site.bootUs())
        clockDoubt = nil
        nudge()
        return was
    }
}

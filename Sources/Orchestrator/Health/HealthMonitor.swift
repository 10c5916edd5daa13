import Jobs
import Reconciliation

/// Data root and clock, as each pass looks at them.
///
/// Not `Sendable`: it belongs to the scheduler's actor, and its methods run there.
final class HealthMonitor {
    /// What a look has found.
    struct Findings: Sendable, Equatable {
        /// Times that were noted before mean nothing any more.
        var isClockSet = false
        /// The data root can be written again.
        var isMended = false
        /// Work may be claimed, or at least what frees space.
        var mayPass = true
    }

    private let storage: StorageMonitor
    private let clock: ClockMonitor
    private let maintenance: Maintenance

    init(storage: StorageMonitor, clock: ClockMonitor, maintenance: Maintenance) {
        self.storage = storage
        self.clock = clock
        self.maintenance = maintenance
    }

    convenience init(dependencies: Dependencies, maintenance: Maintenance) {
        self.init(
            storage: StorageMonitor(
                root: dependencies.root, ledger: dependencies.ledger, flow: dependencies.flow,
                logger: dependencies.logger, now: dependencies.now),
            clock: ClockMonitor(
                ledger: dependencies.ledger, logger: dependencies.logger, now: dependencies.now,
                bootUs: dependencies.bootUs),
            maintenance: maintenance)
    }

    /// What is wrong with the data root; `nil`: it can be written.
    var storageTrouble: String? { storage.trouble }
    /// Why the clock is not to be believed.
    var clockDoubt: String? { clock.doubt }

    /// Compares the clock with the ledger, before this daemon writes an event of its own.
    nonisolated(nonsending) func begin() async throws { try await clock.begin() }

    /// The start is over: space is set aside.
    func started(_ configuration: Configuration) { storage.setReserveAside(configuration) }

    nonisolated(nonsending) func look(_ configuration: Configuration) async -> Findings {
        var findings = Findings()
        do { findings.isClockSet = try await clock.look() } catch {
            await isRootWritable(after: error, configuration)
        }
        if findings.isClockSet {
            maintenance.lookSooner()
            storage.lookSooner()
        }
        switch await storage.look(configuration) {
        case .well: break
        case .troubled: findings.mayPass = storage.isDiskLow(configuration)
        case .mended:
            findings.isMended = true
            maintenance.storageMended()
        }
        return findings
    }

    /// Something could not be written: what its attempt has left is cleared up later.
    nonisolated(nonsending) func storageFailed(_ trouble: StorageTrouble, _ configuration: Configuration) async {
        maintenance.noteLeftovers()
        await storage.failed(trouble, configuration)
    }

    /// Finds out whether an error came from the data root.
    ///
    /// - Parameter error: what failed; `nil`: moves could not be made.
    /// - Returns: whether the data root can be written.
    @discardableResult
    nonisolated(nonsending) func isRootWritable(
        after error: (any Error)?, _ configuration: Configuration
    ) async -> Bool {
        if await storage.isWritable(after: error, configuration) { return true }
        maintenance.noteLeftovers()
        return false
    }

    /// Whether only what frees space may start.
    func isSpaceLow(_ configuration: Configuration) -> Bool {
        storage.isDiskLow(configuration) || storage.trouble != nil
    }

    /// An operator has looked at the clock, and it is right.
    ///
    /// - Returns: whether it was in doubt.
    nonisolated(nonsending) func confirmClock(who: String, reason: String?) async throws -> Bool {
        try await clock.confirm(who: who, reason: reason)
    }

    func problems(_ configuration: Configuration) -> [CheckProblem] {
        [storage.problem, clock.problem, storage.diskProblem(configuration)].compactMap(\.self)
    }
}

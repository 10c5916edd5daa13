import Ledger

/// What the status shows beside the ledger.
extension Orchestrator {
    /// Name servers that are left alone because fetches have failed for good, and until when; microseconds.
    public var heldServers: [String: Int64] { holds.mapValues(\.untilUs) }

    /// Why runs that wait are not started; those that are not waiting are left out.
    public func waitingReasons(_ runs: [Int64]) async throws -> [Int64: String] {
        var reasons: [Int64: String] = [:]
        for run in runs { reasons[run] = try await whyWaiting(run: run)?.sentence }
        return reasons
    }
}

import Ledger

/// What the status shows beside the ledger.
extension Orchestrator {
    /// Name servers that are left alone because fetches have failed for good, and until when; microseconds.
    public var heldServers: [String: Int64] { holds.mapValues(\.untilUs) }
}

/// What lies beside a quarantined capture.
struct QuarantineReason: Codable, Sendable {
    var capture: Int64
    var server: String
    var name: String
    /// nil: the reason was written after a restart; the ledger's events name the run.
    var run: Int64?
    var reason: String
    /// The command that brings it back.
    var retry: String
}

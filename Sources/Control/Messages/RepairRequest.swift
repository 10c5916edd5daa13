/// Mend what is not as the ledger says.
public struct RepairRequest: Codable, Sendable, Equatable {
    /// Made by the client.
    public var requestID: String
    /// Only say what would be done.
    public var dryRun: Bool
    public var reason: String?

    public init(requestID: String, dryRun: Bool, reason: String? = nil) {
        self.requestID = requestID
        self.dryRun = dryRun
        self.reason = reason
    }
}

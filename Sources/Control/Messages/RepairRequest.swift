public import Reconciliation

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

/// What a repair did, or would do.
public struct RepairReply: Codable, Sendable, Equatable {
    public var steps: [RepairStep]
    /// Runs that go on with it: captures are decoded again, and then everything is looked at once more.
    public var runs: [Int64]
    public var message: String

    public init(steps: [RepairStep], runs: [Int64], message: String) {
        self.steps = steps
        self.runs = runs
        self.message = message
    }

    /// Whether nothing is left for a person.
    public var isMended: Bool { steps.allSatisfy(\.isMended) }
}

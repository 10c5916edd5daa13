public import Reconciliation

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

/// An operator's request to mend what is not as the ledger says.
public struct RepairOrder: Sendable, Equatable {
    /// Made by the client.
    public var id: String
    public var who: String
    public var reason: String?
    /// Only say what would be done.
    public var isDryRun: Bool

    public init(id: String, who: String, reason: String? = nil, isDryRun: Bool = false) {
        self.id = id
        self.who = who
        self.reason = reason
        self.isDryRun = isDryRun
    }
}

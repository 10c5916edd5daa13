/// What `ledger verify` found.
public struct LedgerVerification: Sendable, Codable, Equatable {
    public var events: Int64
    /// Events that were pruned before them; the anchor stands for those.
    public var pruned: Int64
    /// Lower-case hex of the last hash.
    public var head: String
    public var captures: Int64
    public var runs: Int64
    /// How many checkpoints from outside the ledger were compared.
    public var checkpoints: Int64
    public var problems: [String]
    /// What is to be known of it, and is no problem of the ledger's.
    public var notes: [String] = []

    public var isSound: Bool { problems.isEmpty }
}

/// What `ledger verify` found.
public struct LedgerVerification: Sendable, Codable, Equatable {
    public var events: Int64
    /// Lower-case hex of the last hash.
    public var head: String
    public var captures: Int64
    public var runs: Int64
    public var problems: [String]

    public var isSound: Bool { problems.isEmpty }
}

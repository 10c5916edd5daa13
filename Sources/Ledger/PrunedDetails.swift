/// What a pruning took away.
public struct PrunedDetails: Sendable, Equatable {
    public var events = 0
    public var runs = 0
    /// Rows of the tables of `LedgerDetail`.
    public var rows = 0
}

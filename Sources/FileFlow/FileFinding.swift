/// What is found at one end of a move.
public enum FileFinding: Sendable, Equatable, CaseIterable {
    case absent
    /// The file that the ledger recorded.
    case recorded
    /// Another one.
    case other
}

/// What is known of an alert, and what its receiver has been told. The chart is in `Sources/README.md`.
public enum AlertState: String, Sendable, Codable, CaseIterable {
    /// All is well, and nobody thinks otherwise.
    case quiet
    /// Something is wrong, and its receiver does not know it yet.
    case raised
    /// The receiver has been told.
    case announced
    /// All is well again, and the receiver does not know it yet.
    case over

    /// What may follow.
    public var successors: Set<AlertState> {
        switch self {
        case .quiet: [.raised]
        case .raised: [.announced, .quiet]
        case .announced: [.over]
        case .over: [.quiet, .announced]
        }
    }
}

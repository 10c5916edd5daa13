/// What an application of intents did.
public struct MoveSummary: Sendable, Equatable {
    public var applied = 0
    /// Conflicts and losses, one line each.
    public var troubles: [String] = []

    public init() {}
}

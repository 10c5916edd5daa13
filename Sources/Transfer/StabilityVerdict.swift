/// Whether a listed file is complete, as far as listings can tell.
public enum StabilityVerdict: Sendable, Hashable {
    case stable
    /// Not yet; the reason is for people.
    case waiting(reason: String)
}

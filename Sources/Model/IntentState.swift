/// What has become of a move that was decided.
public enum IntentState: String, Sendable, CaseIterable, Codable {
    /// Not applied yet, or not confirmed.
    case open
    case done
    /// There was another file at one of its ends; a person settles it.
    case conflict
    /// The file is at neither end.
    case lost
}

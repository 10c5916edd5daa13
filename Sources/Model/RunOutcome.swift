/// How an attempt of a run ended.
public enum RunOutcome: String, Sendable, CaseIterable, Codable {
    case completed
    /// Counts as a failure of the run.
    case failed
    /// Cut off in order, or put off: counts nothing.
    case interrupted
    /// Its daemon ended before it: counted apart from failures.
    case orphaned
    /// By an operator, or by the job's next fire.
    case cancelled
    /// There was nothing left to do.
    case superseded
}

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

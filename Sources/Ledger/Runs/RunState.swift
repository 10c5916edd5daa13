/// Where a run is in its life.
///
/// ```
/// available ─▶ running ─▶ completed
///    │  ▲         ├─▶ retryable ─▶ available
///    │  └─────────┼─▶ interrupted ─▶ available
///    │            ├─▶ discarded
///    └────────────┼─▶ cancelled
///                 └─▶ superseded
/// ```
public enum RunState: String, Sendable, CaseIterable, Codable {
    case available, running, completed, retryable, discarded, cancelled, interrupted, superseded

    public var successors: Set<RunState> {
        switch self {
        case .available: [.running, .cancelled, .superseded]
        case .running: [.completed, .retryable, .discarded, .cancelled, .interrupted, .superseded]
        case .retryable, .interrupted: [.available, .cancelled, .superseded, .discarded]
        case .completed, .discarded, .cancelled, .superseded: []
        }
    }

    /// Nothing follows.
    public var isFinal: Bool { successors.isEmpty }

    /// The state that a row of `runs` has.
    ///
    /// - Throws: `LedgerError.damaged` if there is no such state.
    init(stored text: String) throws {
        // The schema has one more, which no program has ever written: a run that is announced, and waits for its time.
        guard let state = RunState(rawValue: text == "scheduled" ? "available" : text) else {
            throw LedgerError.damaged("there is no state \(text)")
        }
        self = state
    }
}

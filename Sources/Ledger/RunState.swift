/// Where a run is in its life.
///
/// ```
/// scheduled ─▶ available ─▶ running ─▶ completed
///     │           │  ▲         ├─▶ retryable ─▶ available
///     │           │  └─────────┼─▶ interrupted ─▶ available
///     │           │            ├─▶ discarded
///     └───────────┴────────────┼─▶ cancelled
///                              └─▶ superseded
/// ```
public enum RunState: String, Sendable, CaseIterable, Codable {
    case scheduled, available, running, completed, retryable, discarded, cancelled, interrupted, superseded

    public var successors: Set<RunState> {
        switch self {
        case .scheduled: [.available, .cancelled, .superseded]
        case .available: [.running, .cancelled, .superseded]
        case .running: [.completed, .retryable, .discarded, .cancelled, .interrupted, .superseded]
        case .retryable, .interrupted: [.available, .cancelled, .superseded, .discarded]
        case .completed, .discarded, .cancelled, .superseded: []
        }
    }

    /// Nothing follows.
    public var isFinal: Bool { successors.isEmpty }
}

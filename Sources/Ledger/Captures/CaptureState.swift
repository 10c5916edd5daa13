/// Where a capture is in its life.
///
/// ```
/// announced ─▶ fetched ─▶ incoming ─▶ processing ─▶ loaded ─▶ archived ─▶ expired
///     │           │          ▲ │        │  │  │        └──────────────────────▲
///     ▼           │          │ │        │  │  └─▶ duplicate ─▶ archived       │
///    gone         └──────────┼─┴────────┴──┼─▶ quarantined ───────────────────┘
///                            └── failed, ──┘        │
///                                interrupted        └─▶ incoming (an operator's retry)
/// ```
public enum CaptureState: String, Sendable, CaseIterable, Codable {
    /// Seen on the source, not stable or not complete.
    case announced
    /// Its bytes are in `captures/`, whole and synced.
    case fetched
    /// Adopted and hashed, waiting for a decoder.
    case incoming
    /// Claimed by exactly one run.
    case processing
    /// Its rows are live.
    case loaded
    /// Its rows are live and its bytes are in the archive.
    case archived
    /// Its bytes are gone by the retention policy.
    case expired
    /// Could not be processed; the reason is recorded.
    case quarantined
    /// Its content is live already under another capture.
    case duplicate
    /// Left the source before it was fetched.
    case gone

    /// The states that may follow this one.
    public var successors: Set<CaptureState> {
        switch self {
        case .announced: [.fetched, .gone]
        case .fetched: [.incoming, .quarantined]
        case .incoming: [.processing, .quarantined]
        case .processing: [.incoming, .loaded, .quarantined, .duplicate]
        case .loaded: [.archived, .expired, .incoming]
        case .archived: [.expired, .incoming]
        case .quarantined: [.incoming, .expired]
        case .duplicate: [.archived, .expired]
        case .expired, .gone: []
        }
    }

    /// Nothing is left to do for it: what failed before is over.
    var endsFailures: Bool {
        switch self {
        case .loaded, .archived, .duplicate, .expired, .gone: true
        case .announced, .fetched, .incoming, .processing, .quarantined: false
        }
    }

    /// The directory under the data root that holds a capture in this state (before any move in flight).
    public var area: String? {
        switch self {
        case .announced, .expired, .gone: nil
        case .fetched: "captures"
        case .incoming: "incoming"
        case .processing, .loaded, .duplicate: "processing"
        case .archived: "archive"
        case .quarantined: "quarantine"
        }
    }
}

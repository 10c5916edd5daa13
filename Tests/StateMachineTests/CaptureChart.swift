import Ledger

/// The life of a capture as the design draws it, written down a second time.
enum CaptureChart {
    static let next: [CaptureState: Set<CaptureState>] = [
        .announced: [.fetched, .gone],
        .fetched: [.incoming, .quarantined],
        .incoming: [.processing, .quarantined],
        .processing: [.incoming, .loaded, .duplicate, .quarantined],
        .loaded: [.archived, .expired, .incoming],
        .duplicate: [.archived, .expired],
        .archived: [.expired, .incoming],
        .quarantined: [.incoming, .expired],
    ]

    /// Where the bytes are when no move is open (I3).
    static let place: [CaptureState: Place] = [
        .fetched: .captures, .incoming: .incoming, .processing: .processing, .loaded: .processing,
        .duplicate: .processing, .archived: .archive, .quarantined: .quarantine, .expired: .trash,
    ]
}

import Synchronization

/// Remembers disk and ledger before each change of one of them: every moment at which the power may go.
final class FlightRecorder: Sendable {
    struct Moment: Sendable {
        var disk: Disk
        /// The index of the ledger in `images`.
        var image: Int
        /// The change that did not happen any more.
        var label: String
    }

    private struct State {
        var moments: [Moment] = []
        var images: [LedgerImage] = []
        /// The ledger has changed since the last image.
        var isStale = true
        var folder: String?
        var failure: (any Error)?
    }

    private let state = Mutex(State())

    var moments: [Moment] { state.withLock { $0.moments } }
    func image(_ moment: Moment) -> LedgerImage { state.withLock { $0.images[moment.image] } }

    /// What kept it from recording.
    var failure: (any Error)? { state.withLock { $0.failure } }

    func begin(folder: String) { state.withLock { $0.folder = folder } }

    /// Called before a change of the disk, or before a commit of the ledger.
    func note(_ disk: Disk, _ label: String, isCommit: Bool = false) {
        state.withLock { state in
            guard let folder = state.folder else { return }
            do {
                if state.isStale { state.images.append(try LedgerImage(folder: folder)) }
            } catch { state.failure = error }
            state.isStale = isCommit
            state.moments.append(Moment(disk: disk, image: state.images.count - 1, label: label))
        }
    }
}

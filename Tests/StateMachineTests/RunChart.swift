import Ledger

/// The life of a run as the design draws it, written down a second time.
enum RunChart {
    static func isOver(_ state: RunState) -> Bool {
        state == .completed || state == .discarded || state == .cancelled || state == .superseded
    }

    static func allows(_ from: RunState, _ to: RunState) -> Bool {
        if isOver(from) { return false }
        // An operator may cancel, and inputs may change, as long as it is not over.
        if to == .cancelled || to == .superseded { return true }
        switch to {
        case .available: return from != .available && from != .running
        case .running: return from == .available
        case .completed, .retryable, .interrupted: return from == .running
        case .discarded: return from == .running || from == .retryable || from == .interrupted
        default: return false
        }
    }
}

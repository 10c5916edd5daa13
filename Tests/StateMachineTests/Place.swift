/// A directory of the data root, as far as one capture is concerned.
enum Place: String, CaseIterable {
    case captures, incoming, processing, archive, quarantine, trash
    /// Where the bytes go when a stranger lies at their target.
    case refuge

    var index: Int {
        switch self {
        case .captures: 0
        case .incoming: 1
        case .processing: 2
        case .archive: 3
        case .quarantine: 4
        case .trash: 5
        case .refuge: 6
        }
    }
}

/// A table whose old rows may go once nothing that lives needs them. Captures stay: they are what keeps a file from
/// being fetched and decoded twice.
public enum LedgerDetail: String, CaseIterable, Sendable {
    case moves = "intents"
    case files = "data_files"
    case actions = "operator_actions"
    case listings = "source_entities"
    case leases

    /// The condition on a row `d`; `:before` is the end of what is old.
    var isOver: String {
        switch self {
        case .moves: "d.status = 'done' AND d.settled_us < :before"
        case .files:
            "d.live = 0 AND d.removed_us < :before AND NOT EXISTS (SELECT 1 FROM lease_files l WHERE l.file = d.id)"
        case .actions: "d.time_us < :before"
        case .listings:
            // A file that the source may still offer must be known again: only what it has shown differently since
            // goes, and what left before it was fetched.
            """
            d.last_seen_us < :before AND (
                EXISTS (SELECT 1 FROM source_entities n WHERE n.server = d.server AND n.path = d.path AND n.id > d.id)
                OR NOT EXISTS (SELECT 1 FROM captures c WHERE c.id = d.capture AND c.state <> 'gone'))
            """
        case .leases: "d.released_us < :before"
        }
    }
}

/// What can be wrong with the ledger or with a change that was asked of it.
public enum LedgerError: Error, Sendable, Equatable, CustomStringConvertible {
    case notDurable(path: String, synchronous: Int, journal: String)
    case newerThanProgram(path: String, version: Int, known: Int)
    case networkFilesystem(path: String, kind: String)
    case heldByDaemon(path: String)
    case missing(path: String)
    /// There is no ledger, but checkpoints of one, or a restore that was cut off.
    case lost(path: String, what: String)
    /// A fence failed: the row is not in the state that the change starts from.
    case conflict(String)
    case notFound(String)
    /// A transition that the state machine does not have: a programmer's error, refused before it is stored.
    case noSuchTransition(String)
    /// What is stored can't be what was written.
    case damaged(String)
    /// A file beside the ledger: what could not be done, and why.
    case file(String)
    case commitFailed(String)
    /// So many changes wait to be committed that no more are taken. Trying again later can help.
    case overloaded(waiting: Int)
    case closed

    public var description: String {
        switch self {
        case .notDurable(let path, let synchronous, let journal):
            "\(path): SQLite runs with synchronous=\(synchronous), journal_mode=\(journal); the ledger needs FULL and WAL. "
                + "Is the file on a filesystem without shared memory?"
        case .newerThanProgram(let path, let version, let known):
            "\(path): schema version \(version) is newer than this program's \(known). Install the newer package, or restore "
                + "the backup that was made before the upgrade"
        case .networkFilesystem(let path, let kind):
            "\(path): is on a network filesystem (\(kind)), where SQLite's locks are not safe. Put the data root on a local disk"
        case .heldByDaemon(let path): "\(path): a daemon is using the ledger; use its socket"
        case .missing(let path): "\(path): there is no ledger here. Has the daemon been started with this data root?"
        case .lost(let path, let what):
            "\(path): there is no ledger here, but there was one: \(what). Put a copy back with entradactl ledger restore; "
                + "to begin anew, move ledger.checkpoints and everything that this data root has away"
        case .conflict(let what): "conflict: \(what)"
        case .notFound(let what): "not found: \(what)"
        case .noSuchTransition(let what): "no such transition: \(what)"
        case .damaged(let what): "the ledger is damaged: \(what). See entradactl ledger verify"
        case .file(let what): what
        case .commitFailed(let what): "the ledger could not commit: \(what)"
        case .overloaded(let waiting):
            "the ledger takes no more changes: \(waiting) wait to be committed. Try again later; is the disk slow?"
        case .closed: "the ledger is closed"
        }
    }
}

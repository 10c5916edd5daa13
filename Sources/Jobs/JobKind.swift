/// What a job does.
public enum JobKind: String, Hashable, Sendable, CaseIterable {
    /// Brings new capture files from a server into `captures/`.
    case fetch
    /// Adopts files of `captures/` into `incoming/`.
    case stage
    /// Turns captures of `incoming/` into rows of `staging/`.
    case decode
    /// Merges the small files of a closed day into few large ones.
    case compact
    /// Removes what is older than its retention.
    case expire
    /// Rewrites old days without addresses.
    case purge
    /// Brings reference data up to date.
    case refresh
    /// Copies the ledger.
    case backup
    /// Compares ledger and disk.
    case verify
    /// Compares disk, ledger and the rows of the tables.
    case reconcile
    /// Runs a program of the operator's.
    case command
    /// Keeps a collector of flow datagrams running.
    case collect
    /// Brings a catalogue up to date.
    case export

    /// What a job of this kind may be split by, the default first.
    public var subjects: [ForEach] {
        switch self {
        case .fetch, .collect: [.server]
        case .stage: [.none, .server]
        case .decode: [.server, .file]
        case .compact, .purge, .export: [.partition, .none]
        case .expire: [.none, .server]
        case .refresh, .backup, .verify, .reconcile: [.none]
        case .command: [.none, .server, .partition, .file]
        }
    }
}

import Jobs

extension JobKind {
    /// The ledger says what is left to do; the clock only nudges.
    var asksTheLedger: Bool {
        switch self {
        case .stage, .decode, .compact, .purge: true
        case .fetch, .expire, .refresh, .backup, .verify, .reconcile, .command, .collect, .export: false
        }
    }

    /// It removes files, or rewrites days: not while the ledger is an older copy that does not know what is there.
    var removesFiles: Bool {
        switch self {
        case .expire, .compact, .purge: true
        case .fetch, .stage, .decode, .refresh, .backup, .verify, .reconcile, .command, .collect, .export: false
        }
    }

    /// A process does the work, whose time is watched where it is started.
    var startsProcess: Bool { usesWorker || self == .command }

    var usesWorker: Bool {
        switch self {
        case .decode, .compact, .purge, .reconcile: true
        case .fetch, .stage, .expire, .refresh, .backup, .verify, .command, .collect, .export: false
        }
    }
}

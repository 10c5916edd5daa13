import Jobs

extension JobKind {
    /// The ledger says what is left to do; the clock only nudges.
    var asksTheLedger: Bool {
        switch self {
        case .stage, .decode, .compact, .purge: true
        case .fetch, .expire, .refresh, .backup, .verify, .reconcile, .command, .collect, .export: false
        }
    }

    var usesWorker: Bool {
        switch self {
        case .decode, .compact, .purge, .reconcile, .command: true
        case .fetch, .stage, .expire, .refresh, .backup, .verify, .collect, .export: false
        }
    }
}

import GRDB

/// A look into the ledger of an installation, from outside; it never writes, and never waits long.
struct LedgerGlance {
    private let queue: DatabaseQueue

    init(_ installation: Installation) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(0.2)
        queue = try DatabaseQueue(path: installation.root + "/ledger.sqlite", configuration: configuration)
    }

    func number(_ sql: String) throws -> Int { try queue.read { try Int.fetchOne($0, sql: sql) ?? 0 } }

    func texts(_ sql: String) throws -> [String] { try queue.read { try String.fetchAll($0, sql: sql) } }

    /// The most deaths of daemons that a run which has not ended has seen.
    func mostOrphaned() throws -> Int {
        try number(
            """
            SELECT max(orphaned) FROM runs
            WHERE state IN ('scheduled', 'available', 'running', 'retryable', 'interrupted')
            """)
    }
}

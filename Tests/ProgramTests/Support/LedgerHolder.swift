import GRDB

/// Somebody who has the ledger for writing, as nobody should: the daemon's writer has to wait.
struct LedgerHolder {
    private let queue: DatabaseQueue

    init(_ installation: Installation) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.allowsUnsafeTransactions = true
        queue = try DatabaseQueue(path: installation.root + "/ledger.sqlite", configuration: configuration)
        try queue.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    }

    func release() throws { try queue.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") } }
}

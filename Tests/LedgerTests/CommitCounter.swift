import GRDB

/// Counts the transactions of the writer; touched on the ledger's thread only.
///
/// `@unchecked Sendable`: `commits` is read in a unit, that is on the thread that counts.
final class CommitCounter: TransactionObserver, @unchecked Sendable {
    private(set) var commits = 0

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { commits += 1 }
    func databaseDidRollback(_ db: Database) {}
}

// Ledger
//
// The job ledger: one SQLite file that says what is true. A capture is loaded because a row here says so, not because
// a file lies somewhere. Everything that must not be lost or doubled goes through one transaction in this module.
//
// One connection in one process writes and checkpoints. Writers hand over *units*; the writer thread drains what is
// pending into one transaction (group commit), each unit in a savepoint of its own. A unit whose fence fails (somebody
// else changed the row) is rolled back alone and its caller gets the error; if the commit fails, every caller does, and
// nobody has applied an effect yet. `synchronous=FULL` and WAL are set after GRDB's own setup and asserted.
//
// Each change of a state appends an event: the exact bytes that are hashed, numbered without gaps, chained by SHA-256.
// A sum over the rows of each table follows every change that goes through this module, and the last event of each
// transaction has a digest of all sums: the chain covers every column of every row (`RowDigest`, `RowWatch`). What nobody
// can do from within is to find a chain that was cut or rewritten as a whole: checkpoints outside the file do that.
// The schema is documented in `Schema/LedgerSchema.swift`, table by table.
//
// A folder is a concern, and a file of it has the records with what reads them (`LedgerView`) and what writes them
// (`LedgerTransaction`): `Commit/` units and the writer, `Captures/` from the source to the archive, `Decodes/` what a
// decode commits and leaves to the next one, `Runs/`, `Failures/`, `DataFiles/` what is live, `Leases/` who reads it,
// `Events/` the chain and its pruning, `Integrity/` what proves that nobody else has written, `Restore/` backups and
// repair, `Operation/` the daemon, its clock, alerts and operators.

public import Failpoints
import GRDB
import Synchronization

/// The ledger of one data root.
public final class Ledger: Sendable {
    public let path: String
    let pool: DatabasePool
    let committer: GroupCommitter
    /// How the writer does.
    public let meter = CommitMeter()
    private let watch = RowWatch()
    private let isClosed = Mutex(false)
    /// The clock; microseconds since the epoch.
    public let now: @Sendable () -> Int64
    public let failpoints: Failpoints

    /// Opens (and creates or migrates) the ledger for writing.
    ///
    /// - Throws: `LedgerError.newerThanProgram`, `.networkFilesystem`, `.notDurable`, `.lost`, or SQLite's own,
    ///   wrapped.
    public init(path: String, failpoints: Failpoints = .off, now: @escaping @Sendable () -> Int64) throws {
        self.path = path
        self.now = now
        self.failpoints = failpoints
        try LedgerFilesystem.requireLocal(path)
        try Self.refuseToReplaceLost(path)
        var configuration = Configuration()
        configuration.maximumReaderCount = 3
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { db in db.addSubjectFunctions() }
        pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            // GRDB chooses NORMAL for WAL after its hooks; a commit must survive a power cut, so FULL it is.
            try db.execute(
                sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000; PRAGMA cell_size_check = ON")
            let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1
            let journal = try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? ""
            guard synchronous == 2, journal == "wal" else {
                throw LedgerError.notDurable(path: path, synchronous: synchronous, journal: journal)
            }
        }
        try LedgerSchema.migrate(pool, path: path, now: now())
        try pool.writeWithoutTransaction { [watch] db in try watch.install(db) }
        committer = GroupCommitter(pool: pool, watch: watch, failpoints: failpoints, meter: meter)
        committer.start()
    }

    /// Runs a unit in the next group commit and gives its result when it is durable.
    public func write<T: Sendable>(_ unit: @escaping @Sendable (LedgerTransaction) throws -> T) async throws -> T {
        let (now, watch) = (self.now, self.watch)
        return try await committer.submit { db in
            let instant = now()
            watch.latestUs = instant
            return try unit(LedgerTransaction(db: db, now: instant))
        }
    }

    /// Reads one consistent snapshot, off the cooperative pool.
    public func read<T: Sendable>(_ body: @escaping @Sendable (LedgerView) throws -> T) async throws -> T {
        if isClosed.withLock({ $0 }) { throw LedgerError.closed }
        return try await pool.read { db in try body(LedgerView(db: db)) }
    }

    /// Stops the writer after what is pending, checkpoints and closes. Closing what is closed does nothing.
    public func close() throws {
        try isClosed.withLock { isClosed in
            if isClosed { return }
            committer.stop()
            try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
            try pool.close()
            isClosed = true
        }
    }
}

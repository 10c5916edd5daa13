import Ledger

/// What a run takes while it goes on.
public struct ResourceClaim: Hashable, Sendable {
    public var run: Int64
    public var job: String
    /// Runs with the same key go one at a time.
    public var key: String
    /// The server whose captures it works on; nil when it is bound to none.
    public var server: String?
    public var pool: String?
    public var usesWorker: Bool
    /// It decodes: a worker is kept for such runs.
    public var decodes: Bool
    /// It runs a program of the operator's.
    public var isCommand: Bool
    /// Bytes that its worker may use; 0 is not counted.
    public var memoryBytes: Int64
    /// Nothing starts beside it.
    public var isExclusive: Bool
    /// The first of the runs that share a worker: together they take what one takes. `nil`: it shares nothing.
    public var batch: Int64?

    public init(
        run: Int64, job: String, key: String, server: String? = nil, pool: String? = nil, usesWorker: Bool = false,
        decodes: Bool = false, isCommand: Bool = false, memoryBytes: Int64 = 0, isExclusive: Bool = false,
        batch: Int64? = nil
    ) {
        self.run = run
        self.job = job
        self.key = key
        self.server = server
        self.pool = pool
        self.usesWorker = usesWorker
        self.decodes = decodes
        self.isCommand = isCommand
        self.memoryBytes = memoryBytes
        self.isExclusive = isExclusive
        self.batch = batch
    }
}

extension RunRecord {
    /// It was running twice when the daemon died: it takes nobody with it the next time.
    var isExclusive: Bool { orphaned >= 2 }
}

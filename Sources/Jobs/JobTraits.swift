/// What the daemon, the command line and the manual have to know of a kind of job, without knowing the kind.
public struct JobTraits: Hashable, Sendable {
    /// What happens when the clock fires a job.
    public enum Fire: Hashable, Sendable {
        /// A run for each of what the job is split by.
        case makesRuns
        /// The ledger is asked what is left to do: the clock only gives the occasion.
        case asksTheLedger
        /// Name servers are asked for news; there is a run where there are some.
        case asksServers
    }

    /// Where the work is done.
    public enum Place: Hashable, Sendable {
        case daemon
        /// In an `entrada-worker`, which may use `memory_per_worker`.
        case worker
        /// In a program of the operator's, which may use what the job's own limits say.
        case program
    }

    /// What becomes of what is there already.
    public enum Effect: String, Hashable, Sendable {
        /// It stays.
        case adds
        /// Files are replaced by others with the same rows.
        case rewrites
        /// Something is gone for good: an operator who orders it is asked once more.
        case removes
    }

    /// What a run may be made for that is there once, and not again with each fire.
    public enum Item: String, Hashable, Sendable {
        /// `capture:<id>`
        case capture
        /// `state:<server>:<id>`
        case state
        /// `<table>/<day>`
        case day
    }

    /// What a job may be split by, the default first.
    public var splits: [ForEach]
    public var fire: Fire
    public var place: Place
    public var effect: Effect
    public var items: Set<Item>
    /// A worker, and its memory, are kept free for such runs: they are short, and others may be long.
    public var keepsWorker: Bool
    /// It makes room on the disk: it starts also when there is hardly any.
    public var freesSpace: Bool
    /// It takes what has arrived in `captures/`.
    public var takesArrivals: Bool
    /// Nothing runs beside it.
    public var isExclusive: Bool
    /// It may be named by `on_failure`, and by alerts: its runs can tell somebody.
    public var tellsOfFailures: Bool

    public init(
        splits: [ForEach], fire: Fire = .makesRuns, place: Place = .daemon, effect: Effect = .adds,
        items: Set<Item> = [], keepsWorker: Bool = false, freesSpace: Bool = false, takesArrivals: Bool = false,
        isExclusive: Bool = false, tellsOfFailures: Bool = false
    ) {
        precondition(!splits.isEmpty, "a job is split by something, if only by .none")
        self.splits = splits
        self.fire = fire
        self.place = place
        self.effect = effect
        self.items = items
        self.keepsWorker = keepsWorker
        self.freesSpace = freesSpace
        self.takesArrivals = takesArrivals
        self.isExclusive = isExclusive
        self.tellsOfFailures = tellsOfFailures
    }

    public var asksTheLedger: Bool { fire == .asksTheLedger }
    public var asksServers: Bool { fire == .asksServers }
    public var usesWorker: Bool { place == .worker }
    public var runsProgram: Bool { place == .program }
    /// It removes files, or rewrites days: not while the ledger is an older copy that does not know what is there.
    public var isDestructive: Bool { effect != .adds }
}

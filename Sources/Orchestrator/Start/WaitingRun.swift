/// A run that may start as far as its own time goes, and what its job allows.
public struct WaitingRun: Hashable, Sendable {
    public var claim: ResourceClaim
    public var priority: Int64
    /// Since when it may start, microseconds since the epoch.
    public var availableUs: Int64
    /// An operator asked for it: a pause of its job does not hold it.
    public var isRequested: Bool
    /// It makes room on the disk.
    public var freesSpace: Bool
    /// It removes files, or rewrites days.
    public var removesFiles: Bool
    /// How many runs of the job, and of the job for one server, go on at the same time at most.
    public var concurrency: Int
    public var concurrencyPerServer: Int?

    public init(
        claim: ResourceClaim, priority: Int64 = 0, availableUs: Int64 = 0, isRequested: Bool = false,
        freesSpace: Bool = false, removesFiles: Bool = false, concurrency: Int = 1, concurrencyPerServer: Int? = nil
    ) {
        self.claim = claim
        self.priority = priority
        self.availableUs = availableUs
        self.isRequested = isRequested
        self.freesSpace = freesSpace
        self.removesFiles = removesFiles
        self.concurrency = concurrency
        self.concurrencyPerServer = concurrencyPerServer
    }

    /// How long a run waits until it counts as one priority more.
    public static let ageingUs: Int64 = 60_000_000

    /// The order of starts: the larger goes first. It is the priority with one more for each minute of waiting; since all
    /// of them age alike, the time of asking makes no difference to the order. Whoever waits long enough is first, so
    /// nobody waits for ever.
    public var urgency: Int64 {
        let (weighted, overflow) = priority.multipliedReportingOverflow(by: Self.ageingUs)
        return (overflow ? (priority < 0 ? .min / 2 : .max / 2) : weighted) &- availableUs
    }

    /// The priority that it has after its waiting, for people.
    public func effectivePriority(nowUs: Int64) -> Int64 { priority + max(0, nowUs - availableUs) / Self.ageingUs }
}

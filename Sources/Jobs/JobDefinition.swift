public import Foundation
public import Scheduling

/// A job as its file in `jobs.d` describes it.
public struct JobDefinition: Hashable, Sendable {
    /// Unique; letters, digits, `-` and `_`.
    public var name: String
    public var kind: JobKind
    public var description: String
    public var schedule: Schedule
    /// In which `notOn`, `start` and `end` are meant.
    public var zone: TimeZone
    /// Days on which time does not fire it.
    public var notOn: [ExcludedDay]
    /// Time does not fire it before this, and not from that on.
    public var start: Date?
    public var end: Date?
    /// How close two runs of one subject may come that it makes by itself; `nil`: as close as its fires are.
    public var minimumInterval: Duration?
    /// More runs that it makes by itself are a storm; `nil`: what the schedule gives.
    public var stormLimit: StormLimit?
    /// Jobs whose new results start this one.
    public var after: [String]
    public var forEach: ForEach
    /// How many runs of this job go on at the same time at most.
    public var concurrency: Int
    /// How many of them for one server; nil is no limit of its own.
    public var concurrencyPerServer: Int?
    /// A pool of the configuration, whose size limits the runs of all jobs that name it.
    public var pool: String?
    /// Larger goes first.
    public var priority: Int
    /// How long a run may take.
    public var timeout: Duration
    /// How long a run may be without a sign of progress.
    public var noProgress: Duration
    public var retry: Backoff
    public var catchUp: CatchUp
    public var catchUpWindow: Duration
    public var overlap: Overlap
    /// How much later than its nominal time a fire may be due.
    public var jitter: Duration
    /// Jobs that are started when a run has failed for good, of a kind that can tell somebody.
    public var onFailure: [String]
    public var isEnabled: Bool
    public var parameters: JobParameters
    /// The file that it was read from.
    public var file: String

    public init(
        name: String, kind: JobKind, description: String = "", schedule: Schedule = .none, zone: TimeZone? = nil,
        notOn: [ExcludedDay] = [], start: Date? = nil, end: Date? = nil, minimumInterval: Duration? = nil,
        stormLimit: StormLimit? = nil, after: [String] = [],
        forEach: ForEach? = nil, concurrency: Int = 1, concurrencyPerServer: Int? = nil, pool: String? = nil,
        priority: Int = 0, timeout: Duration = .seconds(7200),
        noProgress: Duration = .seconds(600), retry: Backoff = Backoff(), catchUp: CatchUp = .last,
        catchUpWindow: Duration = .seconds(7 * 86_400), overlap: Overlap = .skip, jitter: Duration = .zero,
        onFailure: [String] = [], isEnabled: Bool = true, parameters: (any KindParameters)? = nil, file: String = ""
    ) {
        self.name = name
        self.kind = kind
        self.description = description
        self.schedule = schedule
        self.zone = zone ?? schedule.zone ?? .gmt
        self.notOn = notOn
        self.start = start
        self.end = end
        self.minimumInterval = minimumInterval
        self.stormLimit = stormLimit
        self.after = after
        self.forEach = forEach ?? kind.traits.splits[0]
        self.concurrency = concurrency
        self.concurrencyPerServer = concurrencyPerServer
        self.pool = pool
        self.priority = priority
        self.timeout = timeout
        self.noProgress = noProgress
        self.retry = retry
        self.catchUp = catchUp
        self.catchUpWindow = catchUpWindow
        self.overlap = overlap
        self.jitter = jitter
        self.onFailure = onFailure
        self.isEnabled = isEnabled
        self.parameters = parameters.map(JobParameters.init) ?? kind.defaults
        self.file = file
    }

    /// When time fires the job.
    ///
    /// - Parameter calendars: the configuration's, by name.
    public func timetable(_ calendars: [String: [ExcludedDay]]) -> Timetable {
        Timetable(schedule, zone: zone, excluded: ExcludedDays(notOn, calendars: calendars), start: start, end: end)
    }

    /// Its parameters as those of a kind; the defaults of that kind if it is of another one.
    public func parameters<Parameters: KindParameters>(_ type: Parameters.Type) -> Parameters {
        parameters.as(type) ?? Parameters()
    }

    /// Bytes that the process of one run may use: what it is limited to. 0: it has no process, or no limit.
    public func processMemory(_ limits: LimitPolicy) -> Int64 {
        switch kind.traits.place {
        case .daemon: 0
        case .worker: limits.memoryPerWorker
        case .program: parameters.value.programMemory ?? 0
        }
    }
}

/// By what a job is split: one run for each, so that failures stay apart.
public enum ForEach: String, Hashable, Sendable, CaseIterable {
    case server, partition, file, none
}

import Foundation
import Scheduling

/// Why a run does not start now.
public enum WaitReason: Hashable, Sendable {
    /// Its time has not come; `failures` attempts of it have failed.
    case notYet(untilUs: Int64, failures: Int64)
    /// Nothing is in its way: it starts with the scheduler's next pass.
    case next
    case draining
    case repairing
    case spaceLow
    case restored
    case unknownJob(String)
    case paused(job: String, untilUs: Int64?)
    /// Another run goes alone, or is to.
    case alone(run: Int64)
    /// It goes alone itself, and others still go on.
    case exclusive(others: Int)
    /// A run of the same subject, chain or day goes on.
    case key(run: Int64)
    /// A run of the same subject, chain or day waits before it.
    case behind(run: Int64)
    /// A capture that comes before its own one is not decoded yet.
    case predecessor(capture: Int64, untilUs: Int64)
    case jobConcurrency(job: String, limit: Int)
    case serverConcurrency(job: String, server: String, limit: Int)
    case pool(name: String, size: Int)
    case workers(limit: Int)
    /// The only worker that is free is kept for runs that decode.
    case workerForDecode(limit: Int)
    case commands(limit: Int)
    case memory(needs: Int64, free: Int64, budget: Int64)
    /// Memory is kept free for a run that has waited long.
    case memoryFor(run: Int64)
    /// What is free is kept for a worker that decodes.
    case memoryForDecode(needs: Int64, kept: Int64, budget: Int64)

    /// What it is, and what would change it.
    public var sentence: String {
        switch self {
        case .notYet(let until, 0): "it is not due yet: it may start at \(Self.time(until))"
        case .notYet(let until, let failures):
            "it has failed \(failures) times and is retried at \(Self.time(until)); to retry at once: entradactl retry"
        case .next: "nothing blocks it: it starts at the scheduler's next pass"
        case .draining: "the daemon is draining: no runs start until it is started again"
        case .repairing: "a repair is running: no runs start until it is done"
        case .spaceLow:
            "free disk space is below disk_low_mark, or the data root cannot be written: only jobs that free space are started"
        case .restored:
            "the ledger is a restored backup, and this job deletes files: it waits for entradactl doctor --repair"
        case .unknownJob(let job): "the job \(job) no longer exists: cancel the run, or restore the job file and reload"
        case .paused(let job, let until):
            "the job \(job) is paused" + (until.map { " until \(Self.time($0))" } ?? "")
                + ": entradactl resume \(job), or start it by hand with entradactl run"
        case .alone(let run):
            "run \(run) goes alone, such as after it has taken the daemon down: the others wait for its end"
        case .exclusive(let others):
            "it goes alone, such as after it has taken the daemon down: \(others) other run\(others == 1 ? "" : "s") must end first"
        case .key(let run): "run \(run) of the same subject, server or day is running: these run one at a time"
        case .behind(let run): "run \(run) of the same subject, server or day is first: these run one at a time"
        case .predecessor(let capture, let until):
            "the earlier capture \(capture) is not decoded yet: it waits for that one until "
                + "\(Self.time(until)) at most (order_wait of the decode job)"
        case .jobConcurrency(let job, let limit):
            "the job \(job) already has \(limit) run\(limit == 1 ? "" : "s") in progress, its concurrency"
        case .serverConcurrency(let job, let server, let limit):
            "the job \(job) already has \(limit) run\(limit == 1 ? "" : "s") in progress for \(server), its "
                + "concurrency_per_server"
        case .pool(let name, let size):
            "the pool \(name) is full, with \(size) run\(size == 1 ? "" : "s") in progress ([pools] in entrada.toml)"
        case .workers(let limit): "limits.workers is reached: \(limit) worker\(limit == 1 ? " is" : "s are") busy"
        case .workerForDecode(let limit):
            "one of \(limit) workers (limits.workers) is reserved for decoding: it waits until another "
                + "one is free"
        case .commands(let limit):
            "limits.commands is reached: \(limit) command\(limit == 1 ? " is" : "s are") running"
        case .memory(let needs, let free, let budget):
            "its worker may use \(ByteCountText.format(needs)), but of \(ByteCountText.format(budget)) for all workers only "
                + "\(ByteCountText.format(free)) are free (limits.worker_memory)"
        case .memoryFor(let run): "memory is reserved for run \(run), which has waited for more than ten minutes"
        case .memoryForDecode(let needs, let kept, let budget):
            "it may use \(ByteCountText.format(needs)), but of \(ByteCountText.format(budget)) for all workers "
                + "\(ByteCountText.format(kept)) are reserved for decoding (limits.worker_memory)"
        }
    }

    private static func time(_ us: Int64) -> String {
        Date(timeIntervalSince1970: Double(us) / 1e6).formatted(.iso8601)
    }
}

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
}

import DurableIO
import Failpoints
public import FileFlow
import Foundation
public import Ledger
public import Logging

/// The world as a run sees it: ledger, files, clock, workers. Passed in, so that tests can give another one.
public struct Dependencies: Sendable {
    public let root: DataRoot
    public let ledger: Ledger
    public let flow: FileFlow
    public let threads: BlockingThreads
    public let launcher: any WorkerLauncher
    public let sources: any SourceConnector
    public let logger: Logger
    /// Where the service manager puts credentials (`CREDENTIALS_DIRECTORY`); `nil`: it gives none.
    public let credentialsDirectory: String?
    let listings = StabilityTracker()
    let counts = CountMemory()
    /// What runs have done.
    public let meter = WorkerMetrics()
    /// Whether the scheduler passes.
    public let liveness = LivenessMonitor()
    /// Microseconds since the epoch.
    public let now: @Sendable () -> Int64
    /// Microseconds since the machine's boot, those in which it slept included: a clock that nobody can set.
    public let bootUs: @Sendable () -> Int64
    /// Waits by the clock that `now` reads; throws when the task is cancelled.
    public let sleep: @Sendable (Duration) async throws -> Void

    public init(
        root: DataRoot, ledger: Ledger, flow: FileFlow, threads: BlockingThreads, launcher: any WorkerLauncher,
        sources: any SourceConnector, logger: Logger, credentialsDirectory: String? = nil,
        now: @escaping @Sendable () -> Int64, bootUs: @escaping @Sendable () -> Int64 = Dependencies.timeSinceBoot,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.root = root
        self.ledger = ledger
        self.flow = flow
        self.threads = threads
        self.launcher = launcher
        self.sources = sources
        self.logger = logger
        self.credentialsDirectory = credentialsDirectory
        self.now = now
        self.bootUs = bootUs
        self.sleep = sleep
    }

    /// Those of the ledger: one daemon has one set.
    var failpoints: Failpoints { ledger.failpoints }

    public static let timeSinceBoot: @Sendable () -> Int64 = {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    /// Bytes of the data root's file system. The call may block, on a network's file system for long.
    public func space() async throws -> (freeBytes: Int64, totalBytes: Int64) {
        let path = root.path
        return try await threads.run { try Disk().space(at: path) }
    }

    func date() -> Date { Date(timeIntervalSince1970: Double(now()) / 1e6) }
}

/// The parts of the scheduler, each with no more than it needs.
extension Dependencies {
    func schedule() -> JobScheduler {
        let limits = RunLimits(ledger: ledger, logger: logger, now: now, bootUs: bootUs)
        return JobScheduler(ledger: ledger, limits: limits, now: now)
    }

    func arrivals() -> ArrivalMonitor { ArrivalMonitor(root: root, threads: threads, logger: logger, now: now) }

    func maintenance() -> Maintenance { Maintenance(ledger: ledger, flow: flow, logger: logger, now: now) }
}

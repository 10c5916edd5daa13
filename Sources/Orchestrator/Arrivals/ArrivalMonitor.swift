import FileFlow
import Jobs
import Logging

/// Has files that arrive on this machine claimed at once: the scan that would find them comes early. Nothing depends on it.
///
/// Watches `captures/<server>` and the directories of local sources. Not `Sendable`: it belongs to the scheduler's actor,
/// and its methods run there.
final class ArrivalMonitor {
    private let root: DataRoot
    private let threads: BlockingThreads
    private let logger: Logger
    /// Microseconds since the epoch.
    private let now: @Sendable () -> Int64
    /// `nil`: nobody listens, and scans find what arrives.
    private var watch: ArrivalWatch?
    private var plan = ArrivalPlan()
    private var nextWatchUs: Int64 = 0
    /// Directories that cannot be watched, of which somebody has been told.
    private var unwatched: Set<String> = []

    init(root: DataRoot, threads: BlockingThreads, logger: Logger, now: @escaping @Sendable () -> Int64) {
        self.root = root
        self.threads = threads
        self.logger = logger
        self.now = now
    }

    /// When the next planned look is due, microseconds since the epoch.
    var nextLookUs: Int64? { plan.nextUs }

    /// Whether something has been heard that nobody has looked at yet.
    var hasHeard: Bool { watch?.hasHeard ?? false }

    /// Begins to listen.
    ///
    /// - Parameter heard: called on another thread when something has arrived.
    nonisolated(nonsending) func start(_ configuration: Configuration, heard: @escaping @Sendable () -> Void) async {
        watch = ArrivalWatch(ring: heard)
        await watchDirectories(configuration)
    }

    func stop() { watch?.stop() }

    /// Watches the directories that these servers' files arrive in, and no others.
    nonisolated(nonsending) func watchDirectories(_ configuration: Configuration) async {
        guard let watch else { return }
        let wanted = Set(configuration.servers.filter(\.isEnabled).map(directory))
        nextWatchUs = now() + 60_000_000
        let refused: [(directory: String, why: String)]
        do { refused = try await threads.run { watch.watch(wanted) } } catch {
            logger.notice(
                "directories can't be watched; what arrives is found by the next scan", metadata: ["error": "\(error)"])
            return
        }
        for (directory, why) in refused.prefix(5) where unwatched.insert(directory).inserted {
            logger.notice(
                "a directory cannot be watched; the next scan finds what arrives there",
                metadata: ["directory": "\(directory)", "error": "\(why)"])
        }
    }

    /// Takes what has been heard, and what may have become quiet.
    ///
    /// - Returns: the looks that are due now.
    nonisolated(nonsending) func looks(_ settings: Settings, isPaused: (String) -> Bool) async -> [ArrivalPlan.Look] {
        guard let watch else { return [] }
        let nowUs = now()
        if watch.hasLost, nowUs >= nextWatchUs { await watchDirectories(settings.configuration) }
        let heard = watch.take()
        let servers = settings.configuration.servers.filter { $0.isEnabled && heard.contains(directory(of: $0)) }
        let jobs = settings.jobs.jobs.filter(\.isEnabled)
        var looks: [ArrivalPlan.Look] = []
        if !servers.isEmpty { looks = plan.heard(servers, jobs: jobs, isPaused: isPaused, nowUs: nowUs) }
        return looks + plan.due(jobs: jobs, isPaused: isPaused, nowUs: nowUs)
    }

    /// The clock was set: what was planned by it is forgotten.
    func forgetTimes() {
        plan.forgetTimes()
        nextWatchUs = now()
    }

    private func directory(of server: ServerDefinition) -> String {
        if case .local(let source) = server.source { return source.directory }
        return root.absolute("captures/\(server.name)")
    }
}

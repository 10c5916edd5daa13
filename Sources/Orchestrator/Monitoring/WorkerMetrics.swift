import Ledger
import Measures
import Synchronization
import WorkerProtocol

/// Counts what runs do. Labels are names of jobs and servers, and reasons that workers know: their number is bounded all
/// the same, since workers have read what strangers sent.
public final class WorkerMetrics: Sendable {
    static let maximumNames = 10_000
    static let maximumReasons = 100

    private let state = Mutex(WorkCounts())

    public init() {}

    var counts: WorkCounts { state.withLock { $0 } }

    /// An attempt begins; `delayUs` is how long after its due time, for the first one of a run. One that was given back
    /// before its turn came has not been tried yet.
    func started(_ run: RunRecord, delayUs: Int64?) {
        change(job: run.job) { counts in
            if let delayUs { counts.delays.observe(Double(max(0, delayUs)) / 1e6) }
            if run.failures > 0 || run.orphaned > 0 { counts.retries += 1 }
        }
    }

    /// An attempt has ended, as the ledger has it.
    func ended(_ run: RunRecord, failed: Bool) {
        // Its end could not be written down yet.
        if run.state == .running { return }
        change(job: run.job) { counts in
            counts.ends[run.state.rawValue, default: 0] += 1
            if run.state == .completed { counts.lastSuccessUs = run.finishedUs }
            if failed { counts.failures += 1 }
            guard let start = run.startedUs, let end = run.finishedUs else { return }
            counts.seconds.observe(Double(max(0, end - start)) / 1e6)
        }
    }

    /// When a job last did its work, as far as the ledger remembers.
    func recall(job: String, lastSuccessUs: Int64) {
        change(job: job) { counts in counts.lastSuccessUs = max(counts.lastSuccessUs ?? 0, lastSuccessUs) }
    }

    func fetched(server: String, bytes: Int64, seconds: Double) {
        change(server: server) { counts in
            counts.fetchedFiles += 1
            counts.fetchedBytes += bytes
            counts.fetchSeconds += seconds
        }
    }

    func decoded(server: String, bytes: Int64, _ outcome: DecodeOutcome) {
        change(server: server) { counts in
            counts.decodedCaptures += Int64(outcome.captures.count)
            counts.decodedBytes += bytes
            counts.packets += outcome.packets
            counts.messages += outcome.messages
            // What was published counts, and nothing that a worker calls by another name.
            for file in outcome.files where ["dns", "icmp", "flows"].contains(file.table) {
                counts.rows[file.table, default: 0] += file.rows
            }
        }
        state.withLock { counts in
            for (reason, count) in outcome.errors {
                let isKnown = counts.rejects[reason] != nil || counts.rejects.count < Self.maximumReasons
                counts.rejects[isKnown ? reason : "other", default: 0] += count
            }
        }
    }

    private func change(job: String, _ body: (inout WorkCounts.Job) -> Void) {
        state.withLock { counts in
            guard counts.jobs[job] != nil || counts.jobs.count < Self.maximumNames else { return }
            body(&counts.jobs[job, default: WorkCounts.Job()])
        }
    }

    private func change(server: String, _ body: (inout WorkCounts.Server) -> Void) {
        state.withLock { counts in
            guard counts.servers[server] != nil || counts.servers.count < Self.maximumNames else { return }
            body(&counts.servers[server, default: WorkCounts.Server()])
        }
    }
}

/// What runs have done since the daemon's start.
struct WorkCounts: Sendable {
    /// Of one job.
    struct Job: Sendable {
        var seconds = Histogram.ofRuns
        var delays = Histogram.ofDelays
        /// Ends of attempts by the state that they led to.
        var ends: [String: Int64] = [:]
        var failures: Int64 = 0
        var retries: Int64 = 0
        /// Microseconds since the epoch.
        var lastSuccessUs: Int64?
    }

    /// Of one server.
    struct Server: Sendable {
        var fetchedFiles: Int64 = 0
        var fetchedBytes: Int64 = 0
        var fetchSeconds: Double = 0
        var decodedCaptures: Int64 = 0
        var decodedBytes: Int64 = 0
        var packets: Int64 = 0
        var messages: Int64 = 0
        /// By table.
        var rows: [String: Int64] = [:]
    }

    var jobs: [String: Job] = [:]
    var servers: [String: Server] = [:]
    /// What was wrong with packets, by reason.
    var rejects: [String: Int64] = [:]
}

import Measures

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

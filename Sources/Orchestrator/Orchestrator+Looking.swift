public import Jobs
import Ledger

/// What the status shows beside the ledger.
extension Orchestrator {
    /// The kinds of job that it knows.
    public nonisolated var kinds: JobKinds { runners.kinds }

    /// What is known of the name servers from asking them.
    public var serverFacts: [String: ServerFacts] { round.facts }

    /// Name servers that are left alone because questions or fetches have failed, and until when; microseconds.
    public var heldServers: [String: Int64] { round.facts.compactMapValues(\.restsUntilUs) }

    /// The job that fetches, the first of them that is enabled, and how it decides that a file is whole.
    public var fetching: (job: String, parameters: FetchParameters)? {
        for job in jobs.jobs where job.isEnabled {
            if let parameters = job.parameters.as(FetchParameters.self) { return (job.name, parameters) }
        }
        return nil
    }

    /// Why runs that wait are not started; those that are not waiting are left out.
    public func waitingReasons(_ runs: [Int64]) async throws -> [Int64: String] {
        var reasons: [Int64: String] = [:]
        for run in runs { reasons[run] = try await whyWaiting(run: run)?.sentence }
        return reasons
    }
}

public import Jobs
import Ledger

/// What the status shows beside the ledger.
extension Orchestrator {
    /// Name servers that are left alone because fetches have failed for good, and until when; microseconds.
    public var heldServers: [String: Int64] { holds.mapValues(\.untilUs) }

    /// Name servers that have been asked since the start, by name.
    public var contacts: [String: ServerContact] {
        var contacts = site.contacts.all
        for (name, hold) in holds { contacts[name]?.heldUntilUs = hold.untilUs }
        return contacts
    }

    /// The job that fetches, the first of them that is enabled, and how it decides that a file is whole.
    public var fetching: (job: String, parameters: FetchParameters)? {
        for job in jobs.jobs where job.isEnabled {
            if case .fetch(let parameters) = job.parameters { return (job.name, parameters) }
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

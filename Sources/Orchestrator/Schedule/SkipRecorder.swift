import Jobs
import Ledger
import Model
import Scheduling

/// Counts fires that are skipped again and again for the same reason, so that one event an hour tells of them.
struct SkipTally: Sendable {
    private struct Entry {
        var count = 0
        var toldUs = Int64.min
    }

    private static let hourUs: Int64 = 3_600_000_000
    /// The rules are few; some name a run or a time.
    private static let mostReasons = 16

    private var entries: [String: Entry] = [:]

    /// Takes note of a skipped fire. Gives what is to be told now; `nil`: it is too early.
    ///
    /// - Parameter rule: which fires are counted together; `nil`: those with the same reason.
    mutating func skip(_ reason: String, rule: String? = nil, nowUs: Int64) -> String? {
        let key = rule ?? reason
        if entries[key] == nil, entries.count >= Self.mostReasons { entries = [:] }
        var entry = entries[key] ?? Entry()
        entry.count += 1
        defer { entries[key] = entry }
        // A clock that was set back does not silence it.
        guard entry.toldUs == .min || nowUs - entry.toldUs >= Self.hourUs || nowUs < entry.toldUs else { return nil }
        let count = entry.count
        entry = Entry(count: 0, toldUs: nowUs)
        return count > 1 ? "\(reason) (\(count) fires since this was last reported)" : reason
    }
}

/// Tells of skipped fires, as events of the ledger.
///
/// Not `Sendable`: it belongs to the scheduler's actor, and its methods run there.
final class SkipRecorder {
    private let ledger: Ledger
    /// Microseconds since the epoch.
    private let now: @Sendable () -> Int64
    /// By job: skipped fires that have not been told of yet.
    private var tallies: [String: SkipTally] = [:]

    init(ledger: Ledger, now: @escaping @Sendable () -> Int64) {
        self.ledger = ledger
        self.now = now
    }

    /// An event for a fire that is skipped.
    nonisolated(nonsending) func record(_ job: JobDefinition, _ subject: RunSubject, _ why: String) async throws {
        try await ledger.write { tx in
            try tx.append(kind: "job", subject: "\(job.name) \(subject)", to: "skipped", why: why)
        }
    }

    /// The same for what may come again and again: one event an hour.
    ///
    /// - Parameter rule: which fires are counted together; `nil`: those with the same reason.
    nonisolated(nonsending) func tell(
        _ job: JobDefinition, _ subject: RunSubject, _ why: String, rule: String? = nil
    ) async throws {
        guard job.schedule != .none else { return }
        guard let text = tallies[job.name, default: SkipTally()].skip(why, rule: rule, nowUs: now()) else { return }
        try await record(job, subject, text)
    }

    /// Forgets the jobs that are not among these.
    func keep(_ jobs: Set<String>) { tallies = tallies.filter { jobs.contains($0.key) } }
}

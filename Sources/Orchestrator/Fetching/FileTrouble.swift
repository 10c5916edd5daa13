import Jobs
import Ledger
import Model
import Scheduling

/// Writes down that one file could not be had while the rest of its run went on.
struct FileTrouble: Sendable {
    let context: RunContext

    /// - Parameter isHopeless: trying again cannot help before somebody does something. It is tried all the same.
    func record(_ error: String, of capture: Int64, isHopeless: Bool) async throws {
        let (run, now, retry) = (context.run.id, context.dependencies.now(), context.job.retry)
        try await context.dependencies.ledger.write { tx in
            try tx.recordTrouble(capture: capture, error: error, isHopeless: isHopeless, run: run) { attempts in
                now + Self.pause(after: attempts, of: capture, retry)
            }
        }
    }

    /// What failed before has been done now.
    func end(of capture: Int64) async throws {
        guard try await context.dependencies.ledger.read({ try $0.trouble(capture: capture) }) != nil else { return }
        try await context.dependencies.ledger.write { tx in try tx.endTrouble(capture: capture) }
    }

    /// The job's own pauses, without an end.
    private static func pause(after attempts: Int64, of capture: Int64, _ retry: Backoff) -> Int64 {
        var patience = retry
        patience.attempts = .max
        let delay = patience.delay(afterAttempt: Int(attempts), seed: "capture \(capture)") ?? patience.max
        return delay.wholeMicroseconds
    }
}

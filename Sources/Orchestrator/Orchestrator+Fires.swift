import Foundation
import Jobs
import Ledger
import Logging
import Scheduling

/// What time starts.
extension Orchestrator {
    func fireIfDue(_ job: JobDefinition, now: Int64) async throws {
        let date = site.date()
        guard let due = timers[job.name]?.fire(now: date) else { return try await passOver(job, date) }
        if isPaused(job.name, now: now) { return try await tellSkip(job, "-", "the job is paused") }
        let nominalUs = Int64(due.timeIntervalSince1970 * 1e6)
        do {
            if job.kind == .fetch {
                probe(job, nominalUs: nominalUs)
            } else if job.kind.asksTheLedger {
                nudged.insert(job.name)
            } else {
                try await fire(job, subjects: subjects(of: job), nominalUs: nominalUs)
            }
            let (name, next) = (job.name, timers[job.name]?.next.map { Int64($0.timeIntervalSince1970 * 1e6) })
            if guards[name]?.isRare == true {
                try await site.ledger.write { tx in try tx.recordFire(job: name, nominalUs: now, nextDueUs: next) }
            }
        } catch {
            timers[job.name]?.putBack(due)
            throw error
        }
    }

    /// Tells of fires that are not the job's: a day that is excluded, or what is outside its bounds.
    private func passOver(_ job: JobDefinition, _ date: Date) async throws {
        guard let refused = timers[job.name]?.passOver(now: date) else { return }
        do { try await recordSkip(job, "-", "\(refused)") } catch {
            timers[job.name]?.putBack(refused)
            throw error
        }
    }

    /// Creates the runs of one fire. Where a run of the same subject has not ended, the job's `overlap` says what happens;
    /// a fire that is dropped is an event.
    func fire(_ job: JobDefinition, subjects: [String], nominalUs: Int64) async throws {
        let now = site.now()
        let nominal = Date(timeIntervalSince1970: Double(nominalUs) / 1e6)
        // What is made up for is due now; what comes a moment late was due when it was.
        let base = now - nominalUs < 60_000_000 ? nominalUs : now
        let dueUs = base + Jitter.delay(job: job.name, nominal: nominal, longest: job.jitter).wholeMicroseconds
        let admitted = try await admit(job, subjects)
        if admitted.isEmpty { return }
        let isRare = guards[job.name]?.isRare == true
        let overtaken: [String]
        do {
            overtaken = try await site.ledger.write { tx in
                try tx.fire(
                    job, admitted, nominalUs: nominalUs, dueUs: dueUs, tellsSkips: isRare)
            }
        } catch {
            guards[job.name]?.takeBack(admitted)
            throw error
        }
        for run in running.values where run.job == job.name && overtaken.contains(run.subject) {
            run.progress.cancel(
                RunEnd.cancellation(by: "the job's next fire (overlap = cancel_running)", reason: nil))
            run.task.cancel()
        }
    }

    /// The subjects for which a fire may make a run now.
    private func admit(_ job: JobDefinition, _ subjects: [String]) async throws -> [String] {
        // Name servers are asked again and again; that a run is made says that there is something.
        if job.kind == .fetch { return subjects }
        let boot = site.bootUs()
        var admitted: [String] = []
        var early = 0
        var isStorm = false
        for subject in subjects {
            switch guards[job.name]?.fire(subject, bootUs: boot) ?? .go {
            case .go: admitted.append(subject)
            case .tooSoon: early += 1
            case .storm: isStorm = true
            }
        }
        if early > 0 { try await tellSkip(job, "-", "sooner than min_interval after the fire before it") }
        if isStorm { try await tellStorm(job) }
        return admitted
    }

    /// An event for a fire that is skipped.
    func recordSkip(_ job: JobDefinition, _ subject: String, _ why: String) async throws {
        try await site.ledger.write { tx in
            try tx.append(kind: "job", subject: "\(job.name) \(subject)", to: "skipped", why: why)
        }
    }

    /// The same for what may come again and again: one event an hour.
    func tellSkip(_ job: JobDefinition, _ subject: String, _ why: String) async throws {
        guard job.schedule != .none, guards[job.name]?.isRare == true else { return }
        guard let text = skips[job.name, default: SkipTally()].skip(why, nowUs: site.now()) else { return }
        try await recordSkip(job, subject, text)
    }
}

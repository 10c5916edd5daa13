import Jobs
import Ledger
import Logging
import Model
import Scheduling

/// Jobs that make more runs by themselves than anybody can have meant.
extension Orchestrator {
    /// The runs that follow on something, and that may be made: a job's least interval puts them off, its breaker holds
    /// them back.
    func admit(followers plans: [NewRun]) async throws -> [NewRun] {
        let boot = site.bootUs()
        var admitted: [NewRun] = []
        var stormy: Set<String> = []
        for var plan in plans {
            var verdict = guards[plan.job]?.follow(plan.subject, bootUs: boot) ?? .go
            if case .tooSoon(let wait) = verdict {
                let (job, subject) = (plan.job, plan.subject)
                // One that waits already will find what this one would.
                if try await site.ledger.read({ try $0.hasWaitingRun(job: job, subject: subject) }) { continue }
                verdict = guards[job]?.putOff(subject, waitUs: wait, bootUs: boot) ?? .go
                plan.dueUs += wait
            }
            if verdict == .storm { stormy.insert(plan.job) } else { admitted.append(plan) }
        }
        for name in stormy.sorted() { if let job = jobs[name] { try await tellStorm(job) } }
        return admitted
    }

    /// Says once that a job is held back.
    func tellStorm(_ job: JobDefinition) async throws {
        guard let breaker = guards[job.name]?.breaker, breaker.state == .open, stormy[job.name] == nil else { return }
        let limit = "\(breaker.limit.runs) runs in \(DurationText.format(breaker.limit.window))"
        stormy[job.name] =
            "the job \(job.name) has made more than \(limit) by itself and makes none for a while: look at its schedule, "
            + "at what it comes after, and at the clock; what an operator asks for goes on"
        site.logger.error(
            "a job makes too many runs and is held back", metadata: ["job": "\(job.name)", "limit": "\(limit)"])
        try await site.ledger.write { tx in
            try tx.append(kind: "job", subject: job.name, to: "storm", why: "more than \(limit) by itself")
        }
    }

    /// Lets time pass for the jobs that are held back.
    func watchStorms() async throws {
        if stormy.isEmpty { return }
        let boot = site.bootUs()
        for name in stormy.keys.sorted() {
            guard let job = jobs[name] else {
                stormy[name] = nil
                continue
            }
            let state = guards[name]?.look(bootUs: boot)
            if state == .trying || state == .closed { try await makeUpForStorm(job) }
            guard guards[name]?.breaker.state ?? .closed == .closed else { continue }
            stormy[name] = nil
            site.logger.notice("a job makes runs by itself again", metadata: ["job": "\(name)"])
            try await site.ledger.write { tx in
                try tx.append(kind: "job", subject: name, to: "calm", why: "it makes runs by itself again")
            }
        }
    }

    /// One run for each subject whose follow-ups were held back.
    private func makeUpForStorm(_ job: JobDefinition) async throws {
        let now = site.now()
        let owed = guards[job.name]?.settle() ?? []
        try await createRuns(
            owed.sorted().map { subject in
                NewRun(
                    job: job.name, kind: job.kind.rawValue, subject: subject, cause: .storm(now),
                    priority: Int64(job.priority), nominalUs: now, dueUs: now,
                    reason: "stands for the runs that were held back")
            })
    }
}

import Jobs
import Ledger
import Logging
import Model
import Transfer

/// Asking name servers for news. Runs are made where there is something to fetch or where a server answers as it should
/// not; a server that does not answer costs no run, and its silence is recorded once.
extension Orchestrator {
    /// Makes all servers of a job, or some, wait to be asked, and begins to ask.
    func probe(_ job: JobDefinition, nominalUs: Int64, only: Set<String>? = nil) {
        let names = subjects(of: job).compactMap(\.server).filter { only?.contains($0) ?? true }
        round.fire(job: job.name, servers: names, nominalUs: nominalUs, nowUs: site.now())
        askNext(job)
    }

    /// Fills the free slots of a job.
    private func askNext(_ job: JobDefinition) {
        let now = site.now()
        guard case .fetch(let parameters) = job.parameters, job.isEnabled, !draining, !isPaused(job.name, now: now)
        else { return }
        let busy = Set(running.values.filter { $0.job == job.name }.compactMap(\.subject.server))
        for question in round.next(job: job.name, slots: slots(of: job), busy: busy, nowUs: now) {
            guard let server = configuration.server(question.server), server.isEnabled else {
                round.release(question.server)
                continue
            }
            let probe = FetchProbe(
                site: site, server: server, parameters: parameters, job: job.name, patience: question.patience)
            lastQuestion += 1
            let number = lastQuestion
            probing[number] = Task { [weak self] in
                let answer = await probe.answer()
                await self?.take(answer, to: question, number)
            }
        }
    }

    /// Asking takes a connection, as a run does.
    private func slots(of job: JobDefinition) -> Int {
        guard let pool = job.pool, let limit = configuration.pools[pool] else { return max(1, job.concurrency) }
        let others = jobs.jobs.filter { $0.kind == .fetch && $0.pool == pool && $0.name != job.name }.map(\.name)
        return max(1, min(job.concurrency, limit - round.asking(for: Set(others))))
    }

    private func take(_ answer: FetchRound.Answer, to question: FetchRound.Question, _ number: Int) async {
        let (name, job) = (question.server, jobs[question.job])
        let consequence = round.take(answer, from: name, nowUs: site.now())
        if let job, !draining {
            do {
                switch consequence {
                case .nothing: break
                case .makeRun: try await fire(job, subjects: [.server(name)], nominalUs: question.nominalUs)
                case .recordFailure(let why): try await recordSilence(of: name, job, question.nominalUs, why)
                }
            } catch {
                site.logger.error("a fetch could not be created; it is tried again", metadata: ["error": "\(error)"])
            }
        }
        round.release(name)
        if let job { askNext(job) }
        probing[number] = nil
        if consequence != .nothing { nudge([]) }
    }

    /// A run that has failed for good stands for the silence: who looks at runs, alerts and commands learn of it.
    private func recordSilence(of server: String, _ job: JobDefinition, _ nominalUs: Int64, _ why: String) async throws
    {
        let (incarnation, now) = (incarnation, site.now())
        let plan = NewRun(
            job: job.name, kind: job.kind.rawValue, subject: .server(server), cause: .at(nominalUs),
            priority: Int64(job.priority), nominalUs: nominalUs, dueUs: now)
        let run = try await site.ledger.write { tx -> RunRecord? in
            guard try !tx.view.hasOpenRun(job: plan.job, subject: plan.subject) else { return nil }
            let (id, isNew) = try tx.createRun(plan)
            guard isNew else { return nil }
            let attempt = try tx.start(run: id, incarnation: incarnation)
            try tx.finish(
                RunEnd(
                    run: id, attempt: attempt, incarnation: incarnation, state: .discarded, outcome: .failed,
                    message: why))
            return try tx.view.requireRun(id)
        }
        guard let run else { return }
        site.logger.warning("a name server does not answer", metadata: ["server": "\(server)", "error": "\(why)"])
        try await follow(run, of: job)
    }

    /// The end of a fetch is news of its server.
    func remember(_ run: RunRecord, of job: JobDefinition) {
        switch run.state {
        case .completed: round.completed(run.subject.description, nowUs: site.now())
        case .discarded: round.failed(run.subject.description, patience: job.retry, nowUs: site.now())
        default: break
        }
    }
}

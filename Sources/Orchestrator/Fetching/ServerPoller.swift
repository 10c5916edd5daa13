import Jobs
import Ledger
import Logging
import Model
import Reconciliation
import Scheduling

/// Asks name servers for news.
///
/// Runs are made where there is something to fetch or where a server answers as it should not; a server that does not
/// answer costs no run, and its silence is recorded once. `FetchRound` decides who is asked. Not `Sendable`: it belongs to
/// the scheduler's actor, and its methods run there.
final class ServerPoller {
    /// An answer that has come.
    struct Reply: Sendable {
        let question: FetchRound.Question
        let answer: FetchRound.Answer
        fileprivate let number: Int
    }

    private let dependencies: Dependencies
    private let schedule: JobScheduler
    private let runs: ActiveRuns
    /// Hears of each answer.
    private let answered: @Sendable (Reply) async -> Void
    private var round = FetchRound()
    /// Questions that are under way, by number.
    private var underWay: [Int: Task<Void, Never>] = [:]
    private var lastQuestion = 0

    init(
        dependencies: Dependencies, schedule: JobScheduler, runs: ActiveRuns,
        answered: @escaping @Sendable (Reply) async -> Void
    ) {
        self.dependencies = dependencies
        self.schedule = schedule
        self.runs = runs
        self.answered = answered
    }

    /// What is known of each server.
    var facts: [String: ServerFacts] { round.facts }

    /// Questions that have not been answered; each ends when its answer has been dealt with.
    var questions: [Task<Void, Never>] { Array(underWay.values) }

    /// Makes all servers of a job, or some, wait to be asked, and begins to ask.
    func ask(_ job: JobDefinition, nominalUs: Int64, only: Set<String>? = nil, _ settings: Settings) {
        let names = settings.subjects(of: job).compactMap(\.server).filter { only?.contains($0) ?? true }
        round.fire(job: job.name, servers: names, nominalUs: nominalUs, nowUs: dependencies.now())
        askNext(job, settings)
    }

    /// Fills the free places of a job.
    private func askNext(_ job: JobDefinition, _ settings: Settings) {
        guard job.kind.traits.asksServers, job.isEnabled, !runs.isDraining,
            !schedule.isPaused(job.name)
        else { return }
        let slots = slots(of: job, settings)
        let busy = Set(runs.subjects(of: job.name).compactMap(\.server))
        for question in round.next(job: job.name, slots: slots, busy: busy, nowUs: dependencies.now()) {
            guard let server = settings.configuration.server(question.server), server.isEnabled else {
                round.release(question.server)
                continue
            }
            let runner = settings.runners[job.kind]
            lastQuestion += 1
            let number = lastQuestion
            underWay[number] = Task { [answered, dependencies] in
                let answer = await runner.ask(server, for: job, patience: question.patience, dependencies)
                await answered(Reply(question: question, answer: answer, number: number))
            }
        }
    }

    /// Asking takes a connection, as a run does.
    private func slots(of job: JobDefinition, _ settings: Settings) -> Int {
        guard let pool = job.pool, let limit = settings.configuration.pools[pool] else {
            return max(1, job.concurrency)
        }
        let others = settings.jobs.jobs.filter {
            $0.kind.traits.asksServers && $0.pool == pool && $0.name != job.name
        }
        return max(1, min(job.concurrency, limit - round.asking(for: Set(others.map(\.name)))))
    }

    /// Takes an answer, does what follows from it, and asks the next server.
    ///
    /// - Parameter failed: hears of a run that stands for a server's silence.
    /// - Returns: whether there is a new run.
    nonisolated(nonsending) func take(
        _ reply: Reply, _ settings: Settings, incarnation: Int64,
        failed: (RunRecord, JobDefinition) async throws -> Void
    ) async -> Bool {
        let (question, job) = (reply.question, settings.jobs[reply.question.job])
        let consequence = round.take(reply.answer, from: question.server, nowUs: dependencies.now())
        if let job, !runs.isDraining {
            do {
                switch consequence {
                case .nothing: break
                case .makeRun:
                    let overtaken = try await schedule.fire(
                        job, subjects: [.server(question.server)], nominalUs: question.nominalUs)
                    runs.overtake(job.name, overtaken)
                case .recordFailure(let why):
                    if let run = try await recordSilence(question, job, why, incarnation) { try await failed(run, job) }
                }
            } catch {
                dependencies.logger.error(
                    "a fetch run could not be created; it is retried", metadata: ["error": "\(error)"])
            }
        }
        round.release(question.server)
        if let job { askNext(job, settings) }
        underWay[reply.number] = nil
        return consequence != .nothing
    }

    private nonisolated(nonsending) func recordSilence(
        _ question: FetchRound.Question, _ job: JobDefinition, _ why: String, _ incarnation: Int64
    ) async throws -> RunRecord? {
        let run = try await dependencies.ledger.write { tx in
            try tx.recordSilence(
                of: question.server, job, nominalUs: question.nominalUs, why: why, incarnation: incarnation)
        }
        if run != nil {
            dependencies.logger.warning(
                "a name server does not answer", metadata: ["server": "\(question.server)", "error": "\(why)"])
        }
        return run
    }

    /// The end of a fetch is news of its server.
    func ended(_ run: RunRecord, retry: Backoff) {
        guard let server = run.subject.server else { return }
        switch run.state {
        case .completed: round.completed(server, nowUs: dependencies.now())
        case .discarded: round.failed(server, patience: retry, nowUs: dependencies.now())
        default: break
        }
    }

    /// The clock was set: nobody is left alone until a time of the clock as it was.
    func forgetTimes() { round.forgetTimes() }

    /// Forgets what the settings do not name any more.
    func keep(_ settings: Settings) {
        round.keep(
            servers: Set(settings.configuration.servers.map(\.name)), jobs: Set(settings.jobs.jobs.map(\.name)))
    }

    /// Servers that have been silent for too long.
    func problems(_ configuration: Configuration) -> [CheckProblem] {
        let now = dependencies.now()
        let asked = Set(configuration.servers.filter { $0.isEnabled && $0.source != .pushed }.map(\.name))
        return facts.filter { asked.contains($0.key) }.sorted { $0.key < $1.key }.compactMap { name, facts in
            facts.silentSinceUs.flatMap {
                ServerSilence(server: name, sinceUs: $0, error: facts.lastError).problem(nowUs: now)
            }
        }
    }
}

extension LedgerTransaction {
    /// Records that a name server is silent, as a run that has failed permanently: whoever looks at runs, alerts and
    /// commands learns of it.
    ///
    /// - Returns: the run; `nil` if there is an open one, or it has been recorded already.
    func recordSilence(
        of server: String, _ job: JobDefinition, nominalUs: Int64, why: String, incarnation: Int64
    ) throws -> RunRecord? {
        guard try !view.hasOpenRun(job: job.name, subject: .server(server)) else { return nil }
        let (id, isNew) = try createRun(
            NewRun(
                job: job.name, kind: job.kind.rawValue, subject: .server(server), cause: .at(nominalUs),
                priority: Int64(job.priority), nominalUs: nominalUs, dueUs: now))
        guard isNew else { return nil }
        let attempt = try start(run: id, incarnation: incarnation)
        try finish(
            RunEnd(
                run: id, attempt: attempt, incarnation: incarnation, state: .discarded, outcome: .failed, message: why)
        )
        return try view.requireRun(id)
    }
}

import Jobs
import Ledger
import Logging
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

    /// What decides on who may be asked now.
    struct Conditions: Sendable {
        var settings: Settings
        /// Neither the job is paused nor the daemon draining.
        var mayAsk: Bool
        /// Servers with a run of the job that goes on.
        var busy: Set<String>
    }

    private let site: Site
    /// Hears of each answer.
    private let answered: @Sendable (Reply) async -> Void
    private var round = FetchRound()
    /// Questions that are under way, by number.
    private var underWay: [Int: Task<Void, Never>] = [:]
    private var lastQuestion = 0

    init(site: Site, answered: @escaping @Sendable (Reply) async -> Void) {
        self.site = site
        self.answered = answered
    }

    /// What is known of each server.
    var facts: [String: ServerFacts] { round.facts }

    /// Questions that have not been answered; each ends when its answer has been dealt with.
    var questions: [Task<Void, Never>] { Array(underWay.values) }

    /// Makes servers wait to be asked for a job.
    func enqueue(_ job: JobDefinition, servers: [String], nominalUs: Int64) {
        round.fire(job: job.name, servers: servers, nominalUs: nominalUs, nowUs: site.now())
    }

    /// Fills the free places of a job.
    func askNext(_ job: JobDefinition, _ conditions: Conditions) {
        guard case .fetch(let parameters) = job.parameters, job.isEnabled, conditions.mayAsk else { return }
        let settings = conditions.settings
        let slots = slots(of: job, settings)
        for question in round.next(job: job.name, slots: slots, busy: conditions.busy, nowUs: site.now()) {
            guard let server = settings.configuration.server(question.server), server.isEnabled else {
                round.release(question.server)
                continue
            }
            let probe = FetchProbe(
                site: site, server: server, parameters: parameters, job: job.name, patience: question.patience)
            lastQuestion += 1
            let number = lastQuestion
            underWay[number] = Task { [answered] in
                await answered(Reply(question: question, answer: await probe.answer(), number: number))
            }
        }
    }

    /// Asking takes a connection, as a run does.
    private func slots(of job: JobDefinition, _ settings: Settings) -> Int {
        guard let pool = job.pool, let limit = settings.configuration.pools[pool] else {
            return max(1, job.concurrency)
        }
        let others = settings.jobs.jobs.filter { $0.kind == .fetch && $0.pool == pool && $0.name != job.name }
        return max(1, min(job.concurrency, limit - round.asking(for: Set(others.map(\.name)))))
    }

    /// Takes an answer, and says what follows from it. The server's place is held until it is released.
    func take(_ reply: Reply) -> FetchRound.Consequence {
        round.take(reply.answer, from: reply.question.server, nowUs: site.now())
    }

    /// What follows from an answer has been done: the place is free.
    func release(_ reply: Reply) {
        round.release(reply.question.server)
        underWay[reply.number] = nil
    }

    /// The end of a fetch is news of its server.
    func ended(_ run: RunRecord, retry: Backoff) {
        switch run.state {
        case .completed: round.completed(run.subject, nowUs: site.now())
        case .discarded: round.failed(run.subject, patience: retry, nowUs: site.now())
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
        let now = site.now()
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
        guard try !view.hasOpenRun(job: job.name, subject: server) else { return nil }
        let (id, isNew) = try createRun(
            NewRun(
                job: job.name, kind: job.kind.rawValue, subject: server, cause: "at:\(nominalUs)",
                priority: Int64(job.priority), nominalUs: nominalUs, dueUs: now))
        guard isNew else { return nil }
        let attempt = try start(run: id, incarnation: incarnation)
        try finish(
            RunEnd(
                run: id, attempt: attempt, incarnation: incarnation, state: .discarded, outcome: "failed", message: why)
        )
        return try view.requireRun(id)
    }
}

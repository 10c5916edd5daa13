import Model
import Scheduling

/// Which name servers are to be asked for news, when, and how many at a time. A value without a clock: it decides, and
/// the orchestrator asks.
///
/// A fire makes every server that is due one that waits. As many are asked at a time as there are slots, those first that
/// have waited longest; when one has answered, the next takes its slot. A server that did not answer the last time is
/// left alone for a pause that grows, and all such servers together hold no more than a quarter of the slots, so that
/// the others never wait for them.
struct FetchRound: Sendable {
    /// One server that is to be asked now for one job.
    struct Question: Sendable, Hashable {
        var job: String
        var server: String
        /// The fire that made it wait.
        var nominalUs: Int64
        /// How long to wait for a connection: short at first, longer when it did not answer.
        var patience: Duration
    }

    /// How a question ended.
    enum Answer: Sendable {
        /// It was not asked: a run of it waits for its next attempt, and has a time of its own.
        case postponed
        case listed(ListingFacts, hasNews: Bool)
        /// It could not be reached, or said nothing.
        case silence(String)
        /// It answered, but not as it should.
        case refusal(String)
    }

    /// What follows from an answer.
    enum Consequence: Sendable, Equatable {
        case nothing
        /// A run is worth its place in the ledger.
        case makeRun
        /// It has been silent for so long that a failure is to be recorded.
        case recordFailure(String)
    }

    private struct Server {
        var facts = ServerFacts()
        /// How often in a row it has not answered.
        var silences = 0
        var silentSinceUs: Int64 = 0
        /// Its silence has been recorded as a failure.
        var isRecorded = false
        /// How often in a row its runs have failed for good.
        var failures = 0
        var restsUntilUs: Int64 = 0
    }

    /// The first pause after a silence, and the longest.
    private static let firstPauseUs: Int64 = 5_000_000
    private static let longestPauseUs: Int64 = 120_000_000
    /// So many silences in a row, over the better part of a minute, are a failure.
    static let silencesThatCount = 4
    private static let firstPatience = Duration.seconds(3)
    static let longestPatience = Duration.seconds(10)

    private var servers: [String: Server] = [:]
    /// Those that wait to be asked, by job, with the fire that made them.
    private var waiting: [String: [String: Int64]] = [:]
    /// Those that are being asked, with the job, and whether they did not answer the last time.
    private var asked: [String: (job: String, wasSilent: Bool)] = [:]

    /// What is known of each server.
    var facts: [String: ServerFacts] {
        servers.mapValues { server in
            var facts = server.facts
            facts.restsUntilUs = server.restsUntilUs > 0 ? server.restsUntilUs : nil
            facts.silentSinceUs = server.silences > 0 ? server.silentSinceUs : nil
            return facts
        }
    }

    /// How many servers are being asked for these jobs.
    func asking(for jobs: Set<String>) -> Int { asked.values.count { jobs.contains($0.job) } }

    /// Makes every server wait to be asked that is not left alone.
    mutating func fire(job: String, servers names: [String], nominalUs: Int64, nowUs: Int64) {
        for name in names where !isResting(name, nowUs: nowUs) { waiting[job, default: [:]][name] = nominalUs }
    }

    /// The servers that are to be asked now. Each holds a slot until `take` has its answer.
    ///
    /// - Parameters:
    ///   - slots: how many servers may be asked at a time for this job.
    ///   - busy: servers with a run of this job that goes on; they wait.
    mutating func next(job: String, slots: Int, busy: Set<String>, nowUs: Int64) -> [Question] {
        guard let due = waiting[job], !due.isEmpty else { return [] }
        var room = slots - asking(for: [job])
        var silentRoom = max(1, slots / 4) - asked.values.count(where: \.wasSilent)
        let order = due.keys.sorted { (lastAsked($0), $0) < (lastAsked($1), $1) }
        var questions: [Question] = []
        for name in order where room > 0 && asked[name] == nil && !busy.contains(name) {
            if isResting(name, nowUs: nowUs) {
                waiting[job]?[name] = nil
                continue
            }
            let silences = servers[name]?.silences ?? 0
            if silences > 0 {
                if silentRoom <= 0 { continue }
                silentRoom -= 1
            }
            room -= 1
            guard let nominalUs = waiting[job]?.removeValue(forKey: name) else { continue }
            asked[name] = (job, silences > 0)
            servers[name, default: Server()].facts.lastAskedUs = nowUs
            let patience = min(Self.firstPatience * (1 << min(silences, 4)), Self.longestPatience)
            questions.append(Question(job: job, server: name, nominalUs: nominalUs, patience: patience))
        }
        return questions
    }

    /// Takes an answer, and says what follows from it.
    mutating func take(_ answer: Answer, from name: String, nowUs: Int64) -> Consequence {
        var server = servers[name] ?? Server()
        defer { servers[name] = server }
        switch answer {
        case .postponed: return .nothing
        case .listed(let facts, let hasNews):
            // The run that follows says that the failure is over.
            let isBack = server.isRecorded
            Self.answered(&server, nowUs: nowUs)
            server.facts.listing = facts
            return hasNews || isBack ? .makeRun : .nothing
        case .refusal(let error):
            Self.answered(&server, nowUs: nowUs)
            server.facts.lastError = error
            return .makeRun
        case .silence(let error):
            if server.silences == 0 { server.silentSinceUs = nowUs }
            server.silences += 1
            server.facts.lastError = error
            server.restsUntilUs =
                nowUs + min(Self.firstPauseUs << Int64(min(server.silences - 1, 6)), Self.longestPauseUs)
            guard server.silences >= Self.silencesThatCount, !server.isRecorded else { return .nothing }
            server.isRecorded = true
            return .recordFailure(
                "no answer for \((nowUs - server.silentSinceUs) / 1_000_000) s (\(server.silences) attempts): "
                    + error)
        }
    }

    /// The slot of a server is free again.
    mutating func release(_ name: String) { asked[name] = nil }

    /// A run has brought what there was.
    mutating func completed(_ name: String, nowUs: Int64) {
        var server = servers[name] ?? Server()
        server.failures = 0
        Self.answered(&server, nowUs: nowUs)
        server.facts.lastAskedUs = nowUs
        servers[name] = server
    }

    /// A run has failed permanently: the server is left alone for a pause of the job's own that grows. One run each few
    /// seconds, each with the same failure, helps nobody.
    mutating func failed(_ name: String, patience: Backoff, nowUs: Int64) {
        var patience = patience
        patience.attempts = .max
        var server = servers[name] ?? Server()
        server.failures += 1
        let delay = patience.delay(afterAttempt: server.failures, seed: "hold \(name)") ?? patience.max
        server.restsUntilUs = max(server.restsUntilUs, nowUs + delay.wholeMicroseconds)
        servers[name] = server
    }

    /// The clock was set: nobody is left alone until a time of the clock as it was.
    mutating func forgetTimes() {
        for name in servers.keys { servers[name]?.restsUntilUs = 0 }
    }

    /// Forgets what the configuration does not name any more.
    mutating func keep(servers names: Set<String>, jobs: Set<String>) {
        servers = servers.filter { names.contains($0.key) }
        waiting = waiting.filter { jobs.contains($0.key) }.mapValues { $0.filter { names.contains($0.key) } }
    }

    private static func answered(_ server: inout Server, nowUs: Int64) {
        server.facts.lastAnsweredUs = nowUs
        server.facts.lastError = nil
        (server.silences, server.silentSinceUs, server.isRecorded) = (0, 0, false)
        if server.failures == 0 { server.restsUntilUs = 0 }
    }

    private func isResting(_ name: String, nowUs: Int64) -> Bool { (servers[name]?.restsUntilUs ?? 0) > nowUs }
    private func lastAsked(_ name: String) -> Int64 { servers[name]?.facts.lastAskedUs ?? 0 }
}

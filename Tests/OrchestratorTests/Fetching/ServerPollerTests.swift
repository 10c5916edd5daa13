import Jobs
import Ledger
import Model
import Reconciliation
import Scheduling
import SharedInputs
import Synchronization
import Testing
import TestSupport

@testable import Orchestrator

/// Answers for name servers as a test says. One that it says nothing of has nothing new.
private final class AnsweringRunner: JobRunner {
    let kind = JobKind.fetch
    /// Servers, in the order in which they were asked.
    let asked = Recorder<String>()
    private let answers = Mutex<[String: FetchRound.Answer]>([:])

    func say(_ answer: FetchRound.Answer, _ servers: String...) {
        answers.withLock { answers in for server in servers { answers[server] = answer } }
    }

    func subjects(of job: JobDefinition, _ configuration: Configuration) -> [RunSubject] {
        configuration.servers.map { .server($0.name) }
    }

    func ask(
        _ server: ServerDefinition, for job: JobDefinition, patience: Duration, _ dependencies: Dependencies
    ) async -> FetchRound.Answer {
        asked.add(server.name)
        return answers.withLock { $0[server.name] } ?? .listed(ListingFacts(), hasNews: false)
    }

    func execute(_ context: RunContext) async throws {}
}

/// A poller with what it asks and what it is part of, as the scheduler's actor has them.
private final class Desk {
    let bench: DutyBench
    let runner = AnsweringRunner()
    let runs = ActiveRuns()
    let schedule: JobScheduler
    let poller: ServerPoller
    var settings: Settings
    /// Servers whose silence was recorded as a run.
    private(set) var silent: [String] = []
    private let incarnation: Int64
    private var replies: AsyncStream<ServerPoller.Reply>.Iterator

    init(servers: [String], jobs: [JobDefinition], pools: [String: Int] = [:]) async throws {
        bench = try DutyBench(servers: servers)
        settings = bench.settings(jobs, servers: servers, pools: pools, runners: JobRunners([runner]))
        incarnation = try await bench.ledger.write { tx in
            try tx.beginIncarnation(bootID: "boot", pid: 1, program: "test").id
        }
        schedule = JobScheduler(ledger: bench.ledger, limits: bench.limits(), now: bench.now)
        try await schedule.load(settings, isStart: true)
        let (stream, continuation) = AsyncStream.makeStream(of: ServerPoller.Reply.self)
        replies = stream.makeAsyncIterator()
        poller = ServerPoller(dependencies: bench.dependencies, schedule: schedule, runs: runs) {
            continuation.yield($0)
        }
    }

    func ask(_ job: JobDefinition, only: Set<String>? = nil) {
        poller.ask(job, nominalUs: bench.clock.nowUs, only: only, settings)
    }

    /// Takes the next answer. Only while one is under way.
    ///
    /// - Returns: whether there is a new run.
    @discardableResult
    nonisolated(nonsending) func take() async throws -> Bool {
        var replies = replies
        let reply = try #require(await replies.next(isolation: #isolation))
        self.replies = replies
        return await poller.take(reply, settings, incarnation: incarnation) { run, _ in
            silent.append(run.subject.description)
        }
    }

    /// Takes answers until nobody is asked any more.
    nonisolated(nonsending) func settle() async throws {
        while !poller.questions.isEmpty { try await take() }
    }

    /// Ends the runs that wait, as if they had been made.
    nonisolated(nonsending) func endRuns() async throws {
        let incarnation = incarnation
        for run in try await bench.runs() where run.state == .available {
            let ended = try await bench.ledger.write { tx in
                let attempt = try tx.start(run: run.id, incarnation: incarnation)
                try tx.finish(
                    RunEnd(
                        run: run.id, attempt: attempt, incarnation: incarnation, state: .completed,
                        outcome: .completed))
                return try tx.view.requireRun(run.id)
            }
            poller.ended(ended, retry: Job.retry(3))
        }
    }
}

@Suite("name servers are asked for news")
struct ServerPollerTests {
    private func fetch(_ name: String = "fetch", concurrency: Int = 2, pool: String? = nil) -> JobDefinition {
        var job = Job.fetch()
        job.name = name
        job.concurrency = concurrency
        job.pool = pool
        return job
    }

    private static let servers = ["ns1", "ns2", "ns3", "ns4", "ns5"]

    @Test("all servers are asked, as many at a time as the job has slots; what has nothing new costs no run")
    func slots() async throws {
        let job = fetch()
        let desk = try await Desk(servers: Self.servers, jobs: [job])
        desk.ask(job)
        for _ in 0..<4 {
            #expect(desk.poller.questions.count == 2)
            let isNew = try await desk.take()
            #expect(!isNew)
        }
        #expect(desk.poller.questions.count == 1)
        try await desk.settle()
        #expect(desk.runner.asked.all.sorted() == Self.servers)
        #expect(desk.poller.facts.values.allSatisfy { $0.lastAnsweredUs == desk.bench.clock.nowUs })
        #expect(try await desk.bench.runs().isEmpty)
    }

    @Test("some may be asked alone")
    func only() async throws {
        let job = fetch()
        let desk = try await Desk(servers: Self.servers, jobs: [job])
        desk.ask(job, only: ["ns2", "ns4", "elsewhere"])
        try await desk.settle()
        #expect(desk.runner.asked.all.sorted() == ["ns2", "ns4"])
    }

    @Test("jobs of one pool share its places, and each has one")
    func pool() async throws {
        let (one, two) = (fetch("one", concurrency: 4, pool: "p"), fetch("two", concurrency: 4, pool: "p"))
        let desk = try await Desk(servers: Self.servers, jobs: [one, two], pools: ["p": 3])
        desk.ask(one)
        #expect(desk.poller.questions.count == 3)
        desk.ask(two)
        #expect(desk.poller.questions.count == 4)
        try await desk.settle()
        #expect(desk.runner.asked.all.count == 10)
    }

    @Test("news makes a run, and so does a server that answers as it should not")
    func news() async throws {
        let job = fetch()
        let desk = try await Desk(servers: Self.servers, jobs: [job])
        desk.runner.say(.listed(ListingFacts(), hasNews: true), "ns1")
        desk.runner.say(.refusal("permission denied"), "ns2")
        desk.runner.say(.postponed, "ns3")
        desk.ask(job)
        var newRuns = 0
        while !desk.poller.questions.isEmpty { if try await desk.take() { newRuns += 1 } }
        let runs = try await desk.bench.runs()
        #expect(newRuns == 2 && Set(runs.map(\.subject)) == ["ns1", "ns2"])
        #expect(desk.poller.facts["ns2"]?.lastError == "permission denied")
    }

    @Test("a server that does not answer is left alone for a while, and its silence is recorded once")
    func silence() async throws {
        let job = fetch()
        let desk = try await Desk(servers: ["ns1", "ns2"], jobs: [job])
        desk.runner.say(.silence("no route to host"), "ns2")
        for round in 1...8 {
            desk.ask(job)
            try await desk.settle()
            // It rests now.
            desk.ask(job)
            try await desk.settle()
            #expect(desk.runner.asked.all.filter { $0 == "ns2" }.count == round)
            #expect(desk.silent == (round < FetchRound.silencesThatCount ? [] : ["ns2"]))
            desk.bench.clock.advance(.seconds(121))
        }
        let runs = try await desk.bench.runs()
        #expect(runs.map(\.state) == [.discarded] && runs.map(\.subject) == ["ns2"])
        #expect(runs.first?.error?.contains("no route to host") == true)
        #expect(desk.bench.log.all.count == 1, "\(desk.bench.log.all)")
        #expect(desk.poller.problems(desk.settings.configuration).map(\.condition) == [.unanswered])
        // The run that follows says that the failure is over, although there is nothing new.
        desk.runner.say(.listed(ListingFacts(), hasNews: false), "ns2")
        desk.ask(job)
        try await desk.settle()
        #expect(try await desk.bench.runs().map(\.state) == [.discarded, .available])
        #expect(desk.poller.problems(desk.settings.configuration).isEmpty)
    }

    @Test("times of the clock as it was are forgotten")
    func clockSet() async throws {
        let job = fetch()
        let desk = try await Desk(servers: ["ns1"], jobs: [job])
        desk.runner.say(.silence("timed out"), "ns1")
        desk.ask(job)
        try await desk.settle()
        desk.ask(job)
        #expect(desk.poller.questions.isEmpty)
        desk.poller.forgetTimes()
        desk.ask(job)
        #expect(desk.poller.questions.count == 1)
        try await desk.settle()
    }

    @Test("what the settings do not name any more is neither asked nor remembered")
    func keep() async throws {
        let job = fetch(concurrency: 1)
        let desk = try await Desk(servers: ["ns1", "ns2", "ns3"], jobs: [job])
        desk.ask(job)
        desk.settings = desk.bench.settings([job], servers: ["ns1", "ns3"], runners: desk.settings.runners)
        desk.poller.keep(desk.settings)
        try await desk.settle()
        #expect(desk.runner.asked.all == ["ns1", "ns3"])
        desk.settings = desk.bench.settings([], servers: ["ns3"], runners: desk.settings.runners)
        desk.ask(job)
        desk.poller.keep(desk.settings)
        try await desk.settle()
        #expect(desk.poller.facts.keys.sorted() == ["ns3"])
    }

    @Test("nobody is asked for a job that is paused or disabled, nor while the daemon drains")
    func quiet() async throws {
        var job = fetch()
        let desk = try await Desk(servers: ["ns1"], jobs: [job])
        try await desk.schedule.pause("fetch", untilUs: nil, who: "root(0)", reason: nil)
        desk.ask(job)
        #expect(desk.poller.questions.isEmpty)
        try await desk.schedule.resume("fetch", who: "root(0)", reason: nil)
        job.isEnabled = false
        desk.ask(job)
        #expect(desk.poller.questions.isEmpty)
        job.isEnabled = true
        desk.runs.drain()
        desk.ask(job)
        #expect(desk.poller.questions.isEmpty)
    }

    @Test("an answer that comes while the daemon drains makes no run")
    func late() async throws {
        let job = fetch()
        let desk = try await Desk(servers: ["ns1"], jobs: [job])
        desk.runner.say(.listed(ListingFacts(), hasNews: true), "ns1")
        desk.ask(job)
        desk.runs.drain()
        try await desk.settle()
        #expect(try await desk.bench.runs().isEmpty)
    }

    @Test("a run that could not be created is told, and the server is asked again")
    func ledgerFails() async throws {
        let job = fetch()
        let desk = try await Desk(servers: ["ns1"], jobs: [job])
        desk.runner.say(.listed(ListingFacts(), hasNews: true), "ns1")
        desk.ask(job)
        try desk.bench.ledger.close()
        try await desk.settle()
        #expect(desk.bench.log.all.filter { $0.contains("could not be created") }.count == 1)
        desk.ask(job)
        #expect(desk.poller.questions.count == 1)
        try await desk.settle()
    }

    @Test(
        "random servers beside a model: slots are kept, nobody is asked twice at a time, each silence is one run",
        arguments: 1...12)
    func random(seed: UInt64) async throws {
        var random = SplitMix(seed: seed)
        let slots = Int(random.next() % 4) + 1
        let job = fetch(concurrency: slots)
        let desk = try await Desk(servers: Self.servers, jobs: [job])
        var isSilent: [String: Bool] = [:]
        for step in 0..<150 {
            switch random.next() % 4 {
            case 0:
                let server = Self.servers[Int(random.next() % 5)]
                // Silent servers are changed between questions only, so that the order of answers is known.
                try await desk.settle()
                isSilent[server] = random.next() % 2 == 0
                desk.runner.say(
                    isSilent[server] == true ? .silence("x") : .listed(ListingFacts(), hasNews: random.next() % 2 == 0),
                    server)
            case 1: desk.bench.clock.advance(.seconds(Int(random.next() % 130)))
            case 2: if !desk.poller.questions.isEmpty { try await desk.take() }
            default: desk.ask(job)
            }
            #expect(desk.poller.questions.count <= slots, "step \(step)")
            try await desk.endRuns()
        }
        try await desk.settle()
        // Each of the silent ones comes to its record, however the others are.
        let silent = Self.servers.filter { isSilent[$0] == true }
        for _ in 0..<8 * Self.servers.count {
            desk.bench.clock.advance(.seconds(121))
            desk.ask(job)
            try await desk.settle()
            try await desk.endRuns()
        }
        let states = try await desk.bench.runs()
        for server in Self.servers {
            let own = states.filter { $0.subject == .server(server) }
            #expect(zip(own, own.dropFirst()).allSatisfy { $0.state != .discarded || $1.state != .discarded })
            #expect((own.last?.state == .discarded) == silent.contains(server), "\(server)")
        }
        #expect(desk.silent.count == states.filter { $0.state == .discarded }.count)
        #expect(desk.bench.log.all.count == desk.silent.count)
    }
}

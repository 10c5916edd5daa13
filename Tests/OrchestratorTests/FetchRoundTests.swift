import Scheduling
import Testing

@testable import Orchestrator

@Suite("which name servers are asked, and when")
struct FetchRoundTests {
    private static let secondUs: Int64 = 1_000_000
    private static let start: Int64 = 1_700_000_000_000_000

    /// Servers that answer after a while, and silent ones that hold their slot until their patience is over.
    private struct World {
        var round = FetchRound()
        var nowUs = FetchRoundTests.start
        let servers: [String]
        let silent: Set<String>
        let slots: Int
        let periodUs: Int64
        /// How long a server that is well takes.
        let answerUs: Int64 = 300_000
        /// When each question that is under way ends.
        var ends: [String: Int64] = [:]
        var answers: [String: [Int64]] = [:]
        var questions = 0
        var mostAtATime = 0

        init(_ count: Int, silent: Int, slots: Int = 4, period: Int64) {
            servers = (0..<count).map { "ns\($0)" }
            self.silent = Set(servers.prefix(silent))
            self.slots = slots
            periodUs = period * FetchRoundTests.secondUs
        }

        private mutating func ask() {
            for question in round.next(job: "fetch", slots: slots, busy: [], nowUs: nowUs) {
                questions += 1
                let patienceUs = Int64(question.patience / .microseconds(1))
                ends[question.server] = nowUs + (silent.contains(question.server) ? patienceUs : answerUs)
            }
            mostAtATime = max(mostAtATime, ends.count)
        }

        mutating func run(seconds: Int64) {
            let endUs = nowUs + seconds * FetchRoundTests.secondUs
            while nowUs < endUs {
                if (nowUs - FetchRoundTests.start) % periodUs == 0 {
                    round.fire(job: "fetch", servers: servers, nominalUs: nowUs, nowUs: nowUs)
                    ask()
                }
                for (server, _) in ends.filter({ $0.value <= nowUs }) {
                    ends[server] = nil
                    if silent.contains(server) {
                        _ = round.take(.silence("timed out"), from: server, nowUs: nowUs)
                    } else {
                        _ = round.take(.listed(ListingFacts(), hasNews: false), from: server, nowUs: nowUs)
                        answers[server, default: []].append(nowUs)
                    }
                    round.release(server)
                    ask()
                }
                nowUs += 100_000
            }
        }

        /// The longest time between two answers of a server that is well.
        var longestGapUs: Int64 {
            servers.filter { !silent.contains($0) }.map { server in
                let times = [FetchRoundTests.start] + (answers[server] ?? []) + [nowUs]
                return zip(times, times.dropFirst()).map { $1 - $0 }.max() ?? .max
            }.max() ?? .max
        }
    }

    @Test("every server is asked at each fire, as many at a time as there are slots")
    func everyServer() {
        var world = World(50, silent: 0, period: 60)
        world.run(seconds: 180)
        #expect(world.answers.count == 50)
        #expect(world.answers.values.allSatisfy { $0.count == 3 })
        #expect(world.mostAtATime == 4)
    }

    @Test("fifty servers of which ten are silent, as shipped: the others are asked every few seconds")
    func tenSilent() {
        var world = World(50, silent: 10, period: 3)
        world.run(seconds: 600)
        let gap = world.longestGapUs
        #expect(gap <= 13 * Self.secondUs, "the longest wait was \(gap / 1000) ms")
        print("proof: fetch: 50 servers, 10 silent: a healthy one waits \(gap / 1000) ms at most to be asked")
    }

    @Test("all but one silent: that one is asked all the same, and the silent ones now and then")
    func oneLeft() {
        var world = World(50, silent: 49, period: 3)
        world.run(seconds: 60)
        let before = world.nowUs
        world.answers = ["ns49": [before]]
        world.run(seconds: 600)
        let times = [before] + (world.answers["ns49"] ?? [])
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 <= 7 * Self.secondUs })
        #expect(world.round.facts.values.allSatisfy { world.nowUs - ($0.lastAskedUs ?? 0) < 600 * Self.secondUs })
    }

    @Test("one slot: a silent server takes it for its patience, and seldom")
    func oneSlot() {
        var world = World(5, silent: 1, slots: 1, period: 3)
        world.run(seconds: 900)
        #expect(world.mostAtATime == 1)
        #expect(world.longestGapUs <= 14 * Self.secondUs)
        let askedSilent = world.questions - world.answers.values.map(\.count).reduce(0, +)
        #expect((8...20).contains(askedSilent), "\(askedSilent)")
    }

    @Test("silence: pauses grow, one failure is recorded, and the first answer makes a run that says it is over")
    func silence() {
        var round = FetchRound()
        var nowUs = Self.start
        var consequences: [FetchRound.Consequence] = []
        for _ in 0..<8 {
            round.fire(job: "fetch", servers: ["ns1"], nominalUs: nowUs, nowUs: nowUs)
            #expect(round.next(job: "fetch", slots: 4, busy: [], nowUs: nowUs).count == 1)
            consequences.append(round.take(.silence("no route"), from: "ns1", nowUs: nowUs))
            round.release("ns1")
            round.fire(job: "fetch", servers: ["ns1"], nominalUs: nowUs, nowUs: nowUs + 1)
            #expect(round.next(job: "fetch", slots: 4, busy: [], nowUs: nowUs + 1).isEmpty, "it is left alone")
            nowUs = round.facts["ns1"]?.restsUntilUs ?? .max
        }
        #expect(consequences.count { $0 == .nothing } == 7)
        #expect(consequences[3] == .recordFailure("no answer for 35 s (4 attempts): no route"))
        #expect(nowUs - Self.start == (5 + 10 + 20 + 40 + 80 + 120 + 120 + 120) * Self.secondUs)
        #expect(round.facts["ns1"]?.silentSinceUs == Self.start)
        #expect(round.facts["ns1"]?.lastError == "no route")
        #expect(round.facts["ns1"]?.lastAnsweredUs == nil)
        let back = FetchRound.Answer.listed(ListingFacts(), hasNews: false)
        #expect(round.take(back, from: "ns1", nowUs: nowUs) == .makeRun)
        #expect(round.take(back, from: "ns1", nowUs: nowUs) == .nothing)
        #expect(round.facts["ns1"]?.lastError == nil && round.facts["ns1"]?.silentSinceUs == nil)
    }

    @Test("a server that refuses us makes runs, and rests when these fail for good; a completed one forgives")
    func refusal() {
        var round = FetchRound()
        #expect(round.take(.refusal("no key"), from: "ns1", nowUs: Self.start) == .makeRun)
        #expect(round.facts["ns1"]?.lastAnsweredUs == Self.start)
        let patience = Backoff(attempts: 1, first: .seconds(10), factor: 2, max: .seconds(900), jitter: 0)
        round.failed("ns1", patience: patience, nowUs: Self.start)
        round.failed("ns1", patience: patience, nowUs: Self.start)
        #expect(round.facts["ns1"]?.restsUntilUs == Self.start + 20 * Self.secondUs)
        round.fire(job: "fetch", servers: ["ns1"], nominalUs: 1, nowUs: Self.start)
        #expect(round.next(job: "fetch", slots: 4, busy: [], nowUs: Self.start).isEmpty)
        round.completed("ns1", nowUs: Self.start)
        #expect(round.facts["ns1"]?.restsUntilUs == nil)
    }

    @Test("a server with a run that goes on waits for its turn; what is no longer configured is forgotten")
    func busy() {
        var round = FetchRound()
        round.fire(job: "fetch", servers: ["ns1", "ns2"], nominalUs: 1, nowUs: Self.start)
        #expect(round.next(job: "fetch", slots: 4, busy: ["ns1"], nowUs: Self.start).map(\.server) == ["ns2"])
        #expect(round.next(job: "fetch", slots: 4, busy: [], nowUs: Self.start).map(\.server) == ["ns1"])
        round.fire(job: "fetch", servers: ["ns1", "ns2"], nominalUs: 2, nowUs: Self.start)
        #expect(round.next(job: "fetch", slots: 4, busy: [], nowUs: Self.start).isEmpty, "both are being asked")
        round.release("ns1")
        round.keep(servers: ["ns1"], jobs: ["fetch"])
        #expect(round.next(job: "fetch", slots: 4, busy: [], nowUs: Self.start).map(\.nominalUs) == [2])
        #expect(round.asking(for: ["fetch"]) == 2)
    }
}

import Jobs
import Ledger
import Testing
import TestSupport

@testable import Orchestrator

@Suite("what alerts find wrong")
struct AlertFactsTests {
    private static let hour: Int64 = 3_600_000_000
    private static let now = 1000 * hour

    @Test("a server that sends every five minutes and stopped is missed by its own rhythm")
    func rhythm() {
        var facts = AlertFacts(nowUs: Self.now)
        facts.servers = ["ns1", "ns2"]
        let five: Int64 = 300_000_000
        facts.captures["ns1"] = (0..<20).map { Self.now - Int64($0) * five }
        let condition = AlertCondition.captureMissing(server: nil, within: nil)
        #expect(facts.problems(condition).isEmpty)
        // Three pauses and two minutes: 17 minutes.
        facts.nowUs = Self.now + 17 * 60_000_000
        #expect(facts.problems(condition).isEmpty)
        facts.nowUs += 1_000_000
        #expect(facts.problems(condition).keys.sorted() == ["ns1"])
        #expect(facts.problems(.captureMissing(server: "ns2", within: nil)).isEmpty)
        #expect(facts.problems(.captureMissing(server: "ns1", within: .seconds(3600))).isEmpty)
    }

    @Test("one long pause does not change the rhythm, and few captures have none")
    func pauses() {
        var times = (0..<20).map { Self.now - Int64($0) * 300_000_000 }
        times.append(Self.now - 100 * Self.hour)
        let patience: Int64 = 3 * 300_000_000 + 120_000_000
        #expect(ExpectedInterval.patienceUs(times) == patience)
        #expect(ExpectedInterval.patienceUs(Array(times.prefix(4))) == nil)
    }

    @Test("no success since")
    func silence() {
        var facts = AlertFacts(nowUs: Self.now)
        let condition = AlertCondition.noSuccess(job: "compact", within: .seconds(26 * 3600))
        #expect(facts.problems(condition).isEmpty)
        facts.successes["compact"] = Self.now - 26 * Self.hour
        #expect(facts.problems(condition).isEmpty)
        facts.successes["compact"] = Self.now - 27 * Self.hour
        #expect(facts.problems(condition)["compact"]?.hasPrefix("no run has completed since 1970-02-10T") == true)
    }

    @Test("waiting captures count, quarantined and archived ones do not; each server is for itself")
    func backlog() {
        var facts = AlertFacts(nowUs: Self.now)
        func line(_ server: String, _ state: CaptureState, hours: Int64) -> Backlog {
            Backlog(server: server, state: state, captures: 1, bytes: 1, oldestUs: Self.now - hours * Self.hour)
        }
        facts.backlog = [
            line("ns1", .archived, hours: 500), line("ns1", .quarantined, hours: 400), line("ns2", .incoming, hours: 2),
            line("ns3", .fetched, hours: 0),
        ]
        #expect(facts.problems(.backlog(server: nil, within: .seconds(3600))).keys.sorted() == ["ns2"])
        #expect(facts.problems(.backlog(server: "ns1", within: .seconds(3600))).isEmpty)
        #expect(facts.problems(.quarantine(server: nil)).isEmpty)
        facts.failures.quarantined = ["ns1": 1]
        #expect(facts.problems(.quarantine(server: nil)) == ["ns1": "1 captures in quarantine"])
        #expect(facts.problems(.quarantine(server: "ns2")).isEmpty)
    }

    @Test("disk, clock, storage")
    func machine() {
        var facts = AlertFacts(nowUs: Self.now)
        facts.freeBytes = 1 << 30
        facts.lowMark = 2 << 30
        #expect(facts.problems(.disk(below: nil)) == ["-": "1GiB free, less than 2GiB"])
        #expect(facts.problems(.disk(below: 1 << 20)).isEmpty)
        // An alert that is raised must not end because nobody can tell.
        facts.freeBytes = nil
        facts.spaceError = "an I/O error"
        #expect(facts.problems(.disk(below: 1)) == ["-": "free space cannot be determined: an I/O error"])
        #expect(facts.problems(.clock).isEmpty && facts.problems(.storage).isEmpty)
        facts.clock = "it jumped"
        facts.storage = "no space left"
        #expect(facts.problems(.clock)["-"]?.contains("it jumped") == true)
        #expect(facts.problems(.storage)["-"]?.contains("no space left") == true)
    }
}

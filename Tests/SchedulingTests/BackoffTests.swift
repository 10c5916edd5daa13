import Foundation
import Scheduling
import Testing

@Suite("Back-off, jitter, overlap")
struct BackoffTests {
    @Test("Delays grow by the factor, up to the longest, and end with the attempts")
    func growth() {
        let backoff = Backoff(attempts: 6, first: .seconds(10), factor: 3, max: .seconds(120), jitter: 0)
        let delays = (1...6).map { backoff.delay(afterAttempt: $0, seed: "r") }
        #expect(delays == [.seconds(10), .seconds(30), .seconds(90), .seconds(120), .seconds(120), nil])
        #expect(Backoff(attempts: 1).delay(afterAttempt: 1, seed: "r") == nil)
    }

    @Test("Jitter stays in its part, depends on the seed, and is the same each time")
    func jitter() throws {
        let backoff = Backoff(attempts: 100, first: .seconds(100), factor: 1, max: .seconds(100), jitter: 0.2)
        var seen: Set<Duration> = []
        for run in 0..<500 {
            let delay = try #require(backoff.delay(afterAttempt: 1, seed: "run-\(run)"))
            #expect(delay >= .seconds(80) && delay <= .seconds(120))
            #expect(backoff.delay(afterAttempt: 1, seed: "run-\(run)") == delay)
            seen.insert(delay)
        }
        #expect(seen.count > 490)
        #expect(backoff.delay(afterAttempt: 2, seed: "run-1") != backoff.delay(afterAttempt: 3, seed: "run-1"))
    }

    @Test("Huge numbers of attempts and factors do not overflow")
    func huge() throws {
        let backoff = Backoff(attempts: 1_000_000, first: .seconds(1), factor: 100, max: .seconds(900), jitter: 0)
        #expect(backoff.delay(afterAttempt: 999_999, seed: "") == .seconds(900))
    }

    @Test("The delay of a fire is spread over its whole width")
    func spread() {
        let start = Instant.at("2024-01-01T00:00:00Z")
        let delays = (0..<2000).map {
            Jitter.delay(job: "compact", nominal: start + Double($0) * 60, longest: .seconds(30)).timeInterval
        }
        #expect(delays.allSatisfy { (0..<30).contains($0) })
        let mean = delays.reduce(0, +) / 2000
        #expect((14...16).contains(mean))
        #expect(Jitter.delay(job: "a", nominal: start, longest: .zero) == .zero)
        let other = Jitter.delay(job: "expire", nominal: start, longest: .seconds(30))
        #expect(other != Jitter.delay(job: "compact", nominal: start, longest: .seconds(30)))
    }

    @Test(
        "A fire while runs go on",
        arguments: [
            (Overlap.skip, 0, 0, Overlap.Decision.start), (.skip, 1, 0, .skip), (.queue, 1, 0, .wait),
            (.queue, 1, 1, .skip), (.queue, 0, 1, .skip), (.cancelRunning, 1, 0, .cancelRunning),
            (.cancelRunning, 0, 0, .start),
        ])
    func overlap(policy: Overlap, running: Int, waiting: Int, expected: Overlap.Decision) {
        #expect(policy.decision(running: running, waiting: waiting, concurrency: 1) == expected)
    }
}

import Foundation
import Ledger
import RealServers

/// Runs of `/bin/true`, all wanted at once: how many a second come to their end, each with its events, its attempt and
/// its place in the chain.
struct NoOpRunsBench {
    let runs: Int
    let workers: Int
    let scratch: String?
    private static let servers = (1...50).map { "ns\($0)" }

    func run() async throws {
        let job = """
            name = "noop"
            kind = "command"
            for_each = "server"
            concurrency = \(workers)
            [parameters]
            program = "/bin/true"

            """
        let bench = try BenchRoot(scratch: scratch, jobs: ["noop": job], servers: Self.servers, workers: workers)
        defer { withExtendedLifetime(bench) {} }
        let (daemon, _) = try bench.daemon()
        let before = try ProcessUsage(of: daemon.identifier)
        let rounds = max(1, runs / Self.servers.count)
        for _ in 0..<rounds { try bench.control("run", "noop") }
        while try bench.control("runs", "--job", "noop", "--state", "available,running", "--limit", "1", "--json")
            .contains("\"subject\"")
        {
            usleep(500_000)
        }
        let after = try ProcessUsage(of: daemon.identifier)
        try bench.stop(daemon)
        let ledger = try bench.ledger()
        let made = rounds * Self.servers.count
        let done = try await ledger.read { try $0.runs(job: "noop", states: [.completed], limit: made) }
        let sound = try await ledger.read { try $0.verify() }.isSound
        try ledger.close()
        guard done.count == made, sound else {
            throw BenchRoot.NotReady(output: "\(done.count) of \(made) runs completed; the ledger is sound: \(sound)")
        }
        let begin = done.compactMap(\.startedUs).min() ?? 0
        let end = done.compactMap(\.finishedUs).max() ?? 0
        let seconds = Double(end - begin) / 1e6
        try Figure(
            "runs of a program that does nothing, \(made) of them, \(workers) at a time", [Double(made) / seconds],
            "1/s", atLeast: 200
        ).report()
        try Figure("the same, time for each", [seconds / Double(made) * 1e3], "ms").report()
        try Figure(
            "the same, processor of the daemon for each",
            [(after.cpuSeconds - before.cpuSeconds) / Double(made) * 1e3], "ms"
        ).report()
    }
}

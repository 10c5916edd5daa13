import Foundation
import Ledger
import RealServers

/// An idle daemon with a job that is due each second: how much later it is started, by the ledger's times.
struct FireDelayBench {
    let fires: Int
    let scratch: String?

    func run() async throws {
        let job = """
            name = "tick"
            kind = "command"
            schedule = "* * * * * *"
            [parameters]
            program = "/bin/true"

            """
        let bench = try BenchRoot(scratch: scratch, jobs: ["tick": job])
        defer { withExtendedLifetime(bench) {} }
        let (daemon, _) = try bench.daemon()
        sleep(UInt32(fires) + 1)
        try bench.stop(daemon)
        let ledger = try bench.ledger()
        let limit = fires + 10
        let runs = try await ledger.read { try $0.runs(job: "tick", states: [.completed], limit: limit) }
        try ledger.close()
        // Without jitter a fire is due at its nominal time.
        let milliseconds = runs.compactMap { run in run.startedUs.map { Double($0 - run.nominalUs) / 1e3 } }
        try Figure("a job that is due each second: due until started", milliseconds, "ms").report()
        try Figure(
            "the same, the 99th of 100", [milliseconds.quantile(0.99)], "ms", atMost: 250
        ).report()
        try Figure("of \(fires) fires, runs that completed", [Double(runs.count)], "", atLeast: Double(fires)).report()
    }
}

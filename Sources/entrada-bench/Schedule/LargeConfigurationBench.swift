import Foundation
import RealServers

/// Many jobs, each split by 50 servers, none of them due: how long a reload takes, and what waiting costs.
struct LargeConfigurationBench {
    let jobs: Int
    let idleSeconds: Int
    let scratch: String?
    private static let servers = (1...50).map { "ns\($0)" }

    func run() throws {
        // Half a day from now at the earliest.
        let hour = (Calendar(identifier: .iso8601).component(.hour, from: Date(timeIntervalSinceNow: 43_200)))
        var files: [String: String] = [:]
        for number in 0..<jobs {
            files["job\(number)"] = """
                name = "job\(number)"
                kind = "command"
                for_each = "server"
                schedule = "\(number % 60) \(hour) * * *"
                timezone = "\(["UTC", "Europe/Amsterdam", "America/New_York"][number % 3])"
                [parameters]
                program = "/bin/true"

                """
        }
        let bench = try BenchRoot(scratch: scratch, jobs: files, servers: Self.servers)
        defer { withExtendedLifetime(bench) {} }
        let (daemon, _) = try bench.daemon()
        var seconds: [Double] = []
        for number in 0..<5 {
            // There is something to do: one of them has changed.
            let path = "\(bench.folder)/jobs.d/job\(number).toml"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try Data(("priority = \(number + 1)\n" + text).utf8).write(to: URL(fileURLWithPath: path))
            let start = ContinuousClock.now
            try bench.control("reload")
            seconds.append((ContinuousClock.now - start) / .seconds(1))
        }
        try Figure(
            "reload of \(jobs) jobs × \(Self.servers.count) servers, whole process", seconds, "s", atMost: 1
        ).report()
        sleep(3)
        let before = try ProcessUsage(of: daemon.identifier)
        sleep(UInt32(idleSeconds))
        let after = try ProcessUsage(of: daemon.identifier)
        try Figure(
            "processor of the idle daemon with them",
            [(after.cpuSeconds - before.cpuSeconds) / Double(idleSeconds) * 100], "%", atMost: 2
        ).report()
        try bench.stop(daemon)
    }
}

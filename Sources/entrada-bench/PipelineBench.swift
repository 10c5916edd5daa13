import ArgumentParser
import Foundation
import RealServers

/// The daemon beside a real sshd, with the repository's jobs: how soon a capture can be queried, what waiting costs.
struct PipelineBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipeline",
        abstract: "Time from a complete capture to rows; memory and processor of an idle daemon; time of a status.")

    @Option(help: "The directory of the job files; none: that of the checkout or of the package.")
    var jobs: String?
    @Option(help: "Packets of the capture.")
    var packets = 100_000
    @Option(help: "How many captures, one after another.")
    var repetitions = 5
    @Option(help: "Seconds over which the idle daemon is watched.")
    var idleSeconds = 30

    func run() throws {
        let bench = try BenchSite(jobs: try jobs ?? Self.jobsDirectory(from: Program.built("entradad")))
        defer { bench.stop() }
        try latency(bench)
        try idle(bench)
        try status(bench)
    }

    /// Where the job files are, whatever directory the program is started in: above the programs in a checkout, or where
    /// the package puts them.
    static func jobsDirectory(from program: String) throws -> String {
        var folder = URL(fileURLWithPath: program).deletingLastPathComponent()
        var places: [String] = []
        while folder.path != "/" {
            places.append(folder.appending(path: "jobs.d").path)
            folder.deleteLastPathComponent()
        }
        places += ["/etc/entrada/jobs.d"]
        let found = places.first { FileManager.default.fileExists(atPath: $0 + "/10-fetch.toml") }
        guard let found else {
            throw ValidationError("no job files above \(program) or in /etc/entrada/jobs.d; name them with --jobs")
        }
        return found
    }

    private func latency(_ bench: BenchSite) throws {
        try Program.run(
            Program.built("entrada-worker"),
            [
                "simulate", "dns", "--out", bench.folder["made"], "--packets", String(packets * repetitions), "--files",
                String(repetitions), "--seed", "1", "--start", "2024-03-10T12:00:00Z", "--duration",
                String(300 * repetitions), "--prefix", "ns1",
            ])
        var seconds: [Double] = []
        for name in try bench.folder.names(in: "made") where name.hasSuffix(".pcap") {
            let rows = try bench.rows()
            let start = ContinuousClock.now
            try bench.publish(name)
            while try bench.rows() <= rows { usleep(20_000) }
            seconds.append((ContinuousClock.now - start) / .seconds(1))
        }
        try Figure(
            "a capture of \(packets) packets complete on the name server until queryable", seconds, "s", atMost: 10
        ).report()
    }

    private func idle(_ bench: BenchSite) throws {
        let before = try ProcessUsage(of: bench.daemon)
        sleep(UInt32(idleSeconds))
        let after = try ProcessUsage(of: bench.daemon)
        try Figure(
            "processor of the idle daemon", [(after.cpuSeconds - before.cpuSeconds) / Double(idleSeconds) * 100], "%",
            atMost: 1
        ).report()
        try Figure("resident memory of the idle daemon", [after.residentMegabytes], "MB", atMost: 60).report()
    }

    private func status(_ bench: BenchSite) throws {
        var milliseconds: [Double] = []
        for _ in 0..<21 {
            let start = ContinuousClock.now
            try bench.control("status")
            milliseconds.append((ContinuousClock.now - start) / .milliseconds(1))
        }
        try Figure("entradactl status, whole process", milliseconds, "ms", atMost: 100).report()
    }
}

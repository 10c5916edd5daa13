import ArgumentParser
import Foundation
import RealServers

/// Many name servers, some of which accept connections and never say a word, with the repository's jobs.
struct ServersBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "servers",
        abstract: "Time from a complete capture to rows, where some of many name servers are silent.")

    @Option(help: "The directory of the job files.")
    var jobs = "jobs.d"
    @Option(help: "Name servers in all.")
    var servers = 50
    @Option(help: "How many of them never answer.")
    var silent = 10
    @Option(help: "Captures, one after another, each on another of the servers that answer.")
    var repetitions = 10
    @Option(help: "Packets of a capture.")
    var packets = 2_000
    @Option(help: "Seconds over which the daemon is watched while nothing arrives.")
    var idleSeconds = 30

    func validate() throws {
        guard silent >= 0, silent < servers else { throw ValidationError("--silent is at least 0 and below --servers") }
    }

    func run() throws {
        let site = try ManyServers(jobs: jobs, answering: servers - silent, silent: silent)
        defer { site.stop() }
        try Program.run(
            Program.built("entrada-worker"),
            [
                "simulate", "dns", "--out", site.folder["made"], "--packets", String(packets * repetitions), "--files",
                String(repetitions), "--seed", "7", "--start", "2024-03-10T12:00:00Z", "--duration",
                String(300 * repetitions), "--prefix", "c",
            ])
        var seconds: [Double] = []
        for (number, name) in try site.folder.names(in: "made").filter({ $0.hasSuffix(".pcap") }).enumerated() {
            let server = (number * 7) % (servers - silent)
            let start = ContinuousClock.now
            try site.publish(name, on: server)
            while try site.rows(of: server) == 0 { usleep(100_000) }
            seconds.append((ContinuousClock.now - start) / .seconds(1))
        }
        let what = "\(servers) servers, \(silent) of them silent"
        try Figure("\(what): a new capture until queryable", seconds, "s", atMost: 20).report()
        try Figure("\(what): the slowest of them", [seconds.max() ?? 0], "s", atMost: 20).report()
        let before = try ProcessUsage(of: site.daemon)
        sleep(UInt32(idleSeconds))
        let after = try ProcessUsage(of: site.daemon)
        let share = (after.cpuSeconds - before.cpuSeconds) / Double(max(1, idleSeconds)) * 100
        try Figure("\(what): processor of the daemon while nothing arrives", [share], "%").report()
        try Figure("\(what): its resident memory", [after.residentMegabytes], "MB").report()
    }
}

import ArgumentParser
import Foundation
import RealServers

/// Many captures that are complete at once, on several name servers: how long until all of them can be queried.
struct BacklogBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backlog",
        abstract: "Time from many complete captures on several name servers until all their rows can be queried.")

    @Option(help: "The directory of the job files.")
    var jobs = "jobs.d"
    @Option(help: "Captures of all name servers together.")
    var captures = 500
    @Option(help: "Packets of a capture; 4500 make about a megabyte.")
    var packets = 4500
    @Option(help: "Name servers; directories of this machine.")
    var servers = 4
    @Option(help: "Seconds that it should take at most.")
    var atMost = 25.0

    func validate() throws {
        guard servers > 0, captures >= servers, packets > 0 else {
            throw ValidationError("there is at least one name server, a capture for each, and a packet in each")
        }
    }

    func run() throws {
        let folder = try TestFolder()
        try folder.make("root")
        var messages = 0
        for number in 1...servers { messages += try make(number, folder) }
        try folder.write(configuration(folder), to: "entrada.toml")
        let daemon = try ChildProcess(
            Program.built("entradad"), ["--config", folder["entrada.toml"], "--socket", folder["control.sock"]])
        defer {
            kill(daemon.identifier, SIGTERM)
            _ = daemon.wait()
        }
        let start = ContinuousClock.now
        while try archived(folder) < captures { usleep(100_000) }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let usage = try ProcessUsage(of: daemon.identifier)
        try Figure(
            "\(captures) captures of \(packets) packets from \(servers) name servers until queryable", [seconds], "s",
            atMost: atMost
        ).report()
        try Figure("processor of the daemon for it", [usage.cpuSeconds], "s").report()
        try Figure("resident memory of the daemon after it", [usage.residentMegabytes], "MB").report()
        let rows = try rows(folder)
        guard rows > 0, rows <= messages else { throw ValidationError("\(rows) rows of \(messages) messages") }
    }

    /// Makes the captures of a name server, the oldest some time ago, so that all are complete.
    private func make(_ number: Int, _ folder: TestFolder) throws -> Int {
        let count = captures / servers + (number <= captures % servers ? 1 : 0)
        let seconds = count * 10
        let begin = Date().addingTimeInterval(-Double(seconds) - 60)
        let directory = try folder.make("source/ns\(number)")
        try Program.run(
            Program.built("entrada-worker"),
            [
                "simulate", "dns", "--out", directory, "--packets", String(packets * count), "--files", String(count),
                "--seed", String(number), "--start", begin.formatted(.iso8601), "--duration", String(seconds),
                "--prefix", "ns\(number)", "--backdate",
            ])
        return packets * count
    }

    private func configuration(_ folder: TestFolder) -> String {
        let jobsPath = URL(fileURLWithPath: jobs).standardizedFileURL.path
        let sources = (1...servers).map { number in
            """
            [servers.ns\(number)]
            source = "local"
            directory = "\(folder["source/ns\(number)"])"
            pattern = "*.pcap*"

            """
        }
        return """
            data_root = "\(folder["root"])"
            jobs = "\(jobsPath)"
            [privacy]
            policy = "keep"
            [pages]
            enabled = false
            \(sources.joined())
            """
    }

    /// Captures whose rows are live, and whose bytes are in the archive.
    private func archived(_ folder: TestFolder) throws -> Int {
        try (1...servers).reduce(0) { sum, number in
            let archive = folder["root/archive/ns\(number)"]
            let days = (try? FileManager.default.contentsOfDirectory(atPath: archive)) ?? []
            return try days.reduce(sum) {
                $0 + (try FileManager.default.contentsOfDirectory(atPath: archive + "/" + $1)).count
            }
        }
    }

    private func rows(_ folder: TestFolder) throws -> Int {
        try Program.run(
            Program.built("entradactl"),
            [
                "query", "SELECT count(*) FROM dns", "--format", "csv", "--socket", folder["control.sock"], "--root",
                folder["root"], "--config", folder["entrada.toml"],
            ]
        ).split(separator: "\n").last.flatMap { Int($0) } ?? 0
    }
}

import Foundation
import Glibc
import RealServers
import SharedInputs

/// The three programs and a real sshd, with captures that keep coming, under blows at random moments.
final class KillLoop {
    struct Stuck: Error, CustomStringConvertible { var description: String }

    let server: SFTPServer
    let installation: Installation
    /// What each server's captures give if nothing disturbs.
    let straight: [StraightDecode]
    var random: SplitMix
    var daemon: RunningDaemon?
    /// How often each fault has fallen.
    var tally: [Fault: Int] = [:]
    /// Captures that the name servers have not written yet: directory and path.
    private var coming: [(directory: String, path: String)] = []

    /// - Parameter count: captures of the simulated name server; those of the corpus come on top.
    init(seed: UInt64, captures count: Int) throws {
        random = SplitMix(seed: seed)
        server = try SFTPServer()
        let made = try KillLoop.simulate(into: server.folder, seed: seed, files: count)
        straight = try [
            StraightDecode(server: "ns1", captures: made),
            StraightDecode(server: "ns2", captures: ["dns/entrada2", "icmp"].flatMap(Corpus.files).map(Corpus.path)),
        ]
        var tables = ""
        for (server, extra) in zip(straight.map(\.server), ["archive_days = 0\n", ""]) {
            try self.server.folder.make("remote/" + server)
            tables += SFTPServers.table(server, self.server, directory: self.server.folder["remote/" + server]) + extra
        }
        installation = try Installation(
            servers: "[retention]\ntrash_days = 0\nrun_log_days = 0\n" + tables, change: BusyJobs.text)
        coming = KillLoop.interleaved(straight).reversed()
    }

    /// Traffic that goes on from file to file, so that the chain of captures counts.
    private static func simulate(into folder: TestFolder, seed: UInt64, files: Int) throws -> [String] {
        try folder.make("made")
        try Program.run(
            Program.built("entrada-worker"),
            [
                "simulate", "dns", "--out", folder["made"], "--packets", String(files * 400), "--files", String(files),
                "--seed", String(seed % 1_000_000), "--start", "2024-03-10T12:00:00Z", "--duration",
                String(files * 30), "--prefix", "ns1", "--gzip-every", "3",
            ])
        return try folder.names(in: "made").map { folder["made/" + $0] }
    }

    /// Both servers' captures, evenly mixed, each server's in its order.
    private static func interleaved(_ servers: [StraightDecode]) -> [(directory: String, path: String)] {
        servers.flatMap { server in
            server.captures.enumerated().map { index, path in
                (place: Double(index) / Double(server.captures.count), directory: "remote/" + server.server, path: path)
            }
        }.sorted { ($0.place, $0.directory) < ($1.place, $1.directory) }.map { ($0.directory, $0.path) }
    }

    var captureCount: Int { straight.reduce(0) { $0 + $1.captures.count } }

    /// Deals out blows until so many processes were killed; captures keep coming, the last one long before the end.
    func run(kills: Int) throws {
        daemon = try installation.start()
        let all = coming.count
        while killed < kills {
            let due = min(all, all * (killed + 1) * 5 / (kills * 4) + 1)
            while all - coming.count < due { try deliver() }
            pause(milliseconds: Int.random(in: 10...900, using: &random))
            try strike(Fault.random(using: &random))
        }
        while !coming.isEmpty { try deliver() }
        if daemon == nil { daemon = try installation.start() }
    }

    var killed: Int { tally.filter { $0.key.isKill }.reduce(0) { $0 + $1.value } }

    /// What has happened, for the line of proof.
    var summary: String {
        Fault.allCases.map { "\(tally[$0] ?? 0) \($0.rawValue)" }.joined(separator: ", ")
    }

    /// The next capture is there: whole at once, younger than all before.
    private func deliver() throws {
        guard let (directory, path) = coming.popLast() else { return }
        let name = path.split(separator: "/").last.map(String.init) ?? "capture"
        let second = 1_700_000_000 + captureCount - coming.count
        let numbered = "\(second)-\(name)"
        try server.folder.write(
            Data(contentsOf: URL(fileURLWithPath: path)), to: "made/" + numbered, modifiedSeconds: second)
        guard rename(server.folder["made/" + numbered], server.folder[directory + "/" + numbered]) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
    }

    /// Moments are what is random here.
    func pause(milliseconds: Int) { usleep(UInt32(milliseconds) * 1000) }
}

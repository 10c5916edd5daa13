import Foundation
import Ledger
import RealServers

/// Captures that appear in `captures/`, complete, at odd times: how soon each is claimed by a decode.
struct ArrivalBench {
    let arrivals: Int
    let jobs: String
    let scratch: String?
    /// No multiple of the jobs' intervals, so that they are met at all moments.
    private static let pauseMicroseconds: UInt32 = 3_700_000

    func run() async throws {
        var files: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: jobs) where name.hasSuffix(".toml") {
            files[String(name.dropLast(5))] = try String(contentsOfFile: jobs + "/" + name, encoding: .utf8)
        }
        let bench = try BenchRoot(scratch: scratch, jobs: files, servers: ["ns1"])
        defer { withExtendedLifetime(bench) {} }
        try FileManager.default.createDirectory(
            atPath: bench.folder + "/made", withIntermediateDirectories: true)
        try Program.run(
            Program.built("entrada-worker"),
            [
                "simulate", "dns", "--out", bench.folder + "/made", "--packets", String(100 * arrivals), "--files",
                String(arrivals), "--seed", "1", "--start", "2024-03-10T12:00:00Z", "--duration",
                String(300 * arrivals),
                "--prefix", "ns1",
            ])
        let (daemon, _) = try bench.daemon()
        var arrived: [String: Int64] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: bench.folder + "/made").sorted()
        where name.hasSuffix(".pcap") {
            usleep(Self.pauseMicroseconds)
            let made = bench.folder + "/made/" + name
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -3600)], ofItemAtPath: made)
            arrived[name] = Int64(Date().timeIntervalSince1970 * 1e6)
            try FileManager.default.moveItem(atPath: made, toPath: "\(bench.root)/captures/ns1/\(name)")
        }
        sleep(15)
        try bench.stop(daemon)
        let ledger = try bench.ledger()
        var seconds: [Double] = []
        let limit = arrivals
        for capture in try await ledger.read({ try $0.captures(limit: limit) }) {
            let id = capture.id
            let claim = try await ledger.read { try $0.events(capture: id) }.filter { $0.to == "processing" }.min {
                $0.seq < $1.seq
            }
            guard let claim, let begin = arrived[capture.name] else { continue }
            seconds.append(Double(claim.time_us - begin) / 1e6)
        }
        try ledger.close()
        try Figure("a complete file in captures/ until it is claimed", seconds, "s", atMost: 1).report()
        try Figure("the same, the slowest of \(seconds.count)", [seconds.quantile(1)], "s").report()
    }
}

import ArgumentParser
import Foundation
import RealServers

/// A capture of a million packets to Parquet, by the worker as the daemon starts it, pinned to one processor.
struct DecodeBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Packets per second of a decode, whole way, on one core.")

    @Option(help: "A capture instead of simulated traffic.")
    var capture: String?
    @Option(help: "Packets of simulated traffic.")
    var packets = 1_000_000
    @Option(help: "How often.")
    var repetitions = 5
    @Option(help: "MaxMind database of countries.")
    var geoCountry: String?
    @Option(help: "MaxMind database of autonomous systems.")
    var geoAsn: String?
    @Option(help: "The public suffix list.")
    var suffixList: String?

    func run() throws {
        let folder = try TestFolder()
        var input = capture
        if input == nil {
            try Program.run(
                Program.built("entrada-worker"),
                [
                    "simulate", "dns", "--out", folder.path, "--packets", String(packets), "--files", "1", "--seed",
                    "1",
                    "--start", "2024-03-10T12:00:00Z", "--duration", "300", "--prefix", "ns1",
                ])
            input = try folder.names(in: "").first { $0.hasSuffix(".pcap") }.map { folder[$0] }
        }
        guard let input else { throw ValidationError("no capture") }
        var arguments = ["-c", "0", Program.built("entrada-worker"), "decode", "--server", "ns1", "--site", "ams"]
        if let geoCountry { arguments += ["--geo-country", geoCountry] }
        if let geoAsn { arguments += ["--geo-asn", geoAsn] }
        if let suffixList { arguments += ["--suffix-list", suffixList] }
        var rates: [Double] = []
        for repetition in 0..<repetitions {
            let out = folder["out\(repetition)"]
            let start = ContinuousClock.now
            let output = try Program.run("/usr/bin/taskset", arguments + ["--out", out, input])
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            struct Finished: Decodable { var packets: Double }
            let last = output.split(separator: "\n").last ?? ""
            rates.append(try JSONDecoder().decode(Finished.self, from: Data(last.utf8)).packets / seconds)
            try folder.remove("out\(repetition)")
        }
        try Figure("decode on one core, whole process", rates, "packets/s", atLeast: 300_000).report()
    }
}

import ArgumentParser
import Foundation
import Model
import Simulate

/// Makes test traffic.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Generate test traffic from a seed.", subcommands: [SimulateDNSCommand.self])
}

struct SimulateDNSCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dns", abstract: "Write capture files of a name server's traffic.",
        discussion: "Prints a summary as one line of JSON. The same options give the same files, byte for byte.")

    @Option(name: .customLong("out"), help: "Output directory; created if missing.")
    var directory: String

    @Option(help: "Total number of packets.")
    var packets = DNSTrafficOptions().packets

    @Option(help: "Number of files; each covers an equal part of the time.")
    var files = DNSTrafficOptions().files

    @Option(help: "Seed of the random numbers; the same seed gives the same traffic.")
    var seed = DNSTrafficOptions().seed

    @Option(help: "Start of the first file, such as 2025-06-15T12:00:00Z.")
    var start = Date(timeIntervalSince1970: Double(DNSTrafficOptions().startMicroseconds) / 1e6).ISO8601Format()

    @Option(help: "Total duration in seconds.")
    var duration = DNSTrafficOptions().durationSeconds

    @Option(help: "Prefix of the file names.")
    var prefix = DNSTrafficOptions().prefix

    @Option(help: "Compress every n-th file; 0: none.")
    var gzipEvery = DNSTrafficOptions().gzipEvery

    @Flag(help: "Set the modification time of each file to the end of its period.")
    var backdate = false

    @Option(name: .customLong("truth"), help: "Also write the line of JSON to this file.")
    var truthFile: String?

    func run() throws {
        var options = DNSTrafficOptions()
        options.packets = packets
        options.files = files
        options.seed = seed
        options.startMicroseconds = try microseconds(start)
        options.durationSeconds = duration
        options.prefix = prefix
        options.gzipEvery = gzipEvery
        options.setsModificationTimeToSliceEnd = backdate
        do { try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true) } catch {
            throw ValidationError("--out: \(directory) can't be made: \(error.localizedDescription)")
        }
        let truth = try DNSTraffic(options).write(to: directory)
        let line = try JSONEncoder.stable().encode(truth) + Data("\n".utf8)
        if let truthFile { try line.write(to: URL(filePath: truthFile)) }
        FileHandle.standardOutput.write(line)
    }

    private func microseconds(_ text: String) throws -> Int64 {
        do {
            let date = try Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains(".")).parse(text)
            return Int64((date.timeIntervalSince1970 * 1e6).rounded())
        } catch {
            throw ValidationError("--start: '\(text)' is no time as in 2025-06-15T12:00:00Z")
        }
    }
}

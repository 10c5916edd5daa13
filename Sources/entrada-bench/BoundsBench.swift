import ArgumentParser
import Foundation
import RealServers

/// Captures that would fill any memory, made while the worker reads them. It runs under the limit that the daemon sets,
/// with what waits at the end going into a state.
struct BoundsBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bounds", abstract: "Memory of a decode of floods, and whether what was dropped is counted.")

    @Option(help: "How much of the full size: 10 million queries, a million streams, 4 GiB.")
    var share = 1.0
    @Option(help: "Memory that a worker may take, MiB.")
    var memory = 512
    @Option(help: "Only floods whose name contains this.")
    var only: String?

    func run() throws {
        // A worker that dies must not take this program with it.
        signal(SIGPIPE, SIG_IGN)
        setenv("ENTRADA_MEMORY_BYTES", String(memory << 20), 1)
        for flood in Flood.all(share: share) where only.map({ flood.name.contains($0) }) ?? true {
            try measure(flood)
        }
    }

    private struct Finished: Decodable {
        var packets: Int64
        var rows: [String: Int64]?
        var errors: [String: Int64]?
        var reason: String?
    }

    private func measure(_ flood: Flood) throws {
        let folder = try TestFolder()
        let pipe = folder["capture"]
        guard mkfifo(pipe, 0o600) == 0 else { throw ValidationError("no pipe can be made") }
        let feeder = Thread {
            let descriptor = open(pipe, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return }
            var capture = FloodCapture(descriptor)
            flood.write(&capture)
            capture.flush()
            close(descriptor)
        }
        feeder.start()
        let start = ContinuousClock.now
        let worker = try ChildProcess(
            Program.built("entrada-worker"),
            ["decode", "--server", "ns1", "--out", folder["out"], "--state-out", folder["state"]] + flood.arguments
                + [pipe])
        var output = ""
        while true {
            let text = worker.readOutput()
            if text.isEmpty { break }
            output += text
        }
        let end = worker.waitWithPeak()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let events = output.split(separator: "\n").compactMap {
            try? JSONDecoder().decode(Finished.self, from: Data($0.utf8))
        }
        guard end.code == 0, let finished = events.last(where: { $0.rows != nil }) else {
            throw Failed(flood: flood.name, code: end.code, output: String(output.suffix(1000)))
        }
        try Figure("\(flood.name): peak memory of the worker", [end.peakMegabytes], "MB", atMost: Double(memory))
            .report()
        try Figure(
            "\(flood.name): packets", [Double(finished.packets) / seconds], "packets/s", atLeast: flood.packetsPerSecond
        )
        .report()
        for counter in flood.counters {
            let count = Double(finished.errors?[counter] ?? 0)
            try Figure("\(flood.name): counted as \(counter)", [count], "events", atLeast: 1).report()
        }
    }

    private struct Failed: Error, CustomStringConvertible {
        var flood: String
        var code: Int32
        var output: String
        var description: String { "\(flood): the worker ended with \(code): \(output)" }
    }
}

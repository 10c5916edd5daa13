import Foundation
import RealServers

/// Captures of simulated traffic, made once for all tests.
final class Traffic: Sendable {
    /// Five minutes of 4 000 packets in two files, the second one compressed.
    static let shared: Result<Traffic, any Error> = Result { try Traffic() }

    let folder: TestFolder
    /// Paths, in order of time.
    let captures: [String]
    /// What one decode of all of them gives.
    let rows: Int

    private struct Finished: Decodable { var rows: [String: Int] }

    private init() throws {
        folder = try TestFolder()
        try Program.run(
            Program.built("entrada-worker"),
            [
                "simulate", "dns", "--out", folder.path, "--packets", "4000", "--files", "2", "--seed", "7", "--start",
                "2024-03-10T12:00:00Z", "--duration", "300", "--prefix", "ns1", "--gzip-every", "2",
            ])
        let names = try folder.names(in: "").filter { $0.contains(".pcap") }
        captures = names.map { [folder] in folder[$0] }
        let output = try Program.run(
            Program.built("entrada-worker"), ["decode", "--server", "x", "--out", folder["out"]] + captures)
        rows = try Self.rows(in: output)
    }

    /// Rows of the table `dns`, as a worker that decodes says in its last line.
    private static func rows(in output: String) throws -> Int {
        guard let last = output.split(separator: "\n").last else { throw CocoaError(.coderReadCorrupt) }
        return try JSONDecoder().decode(Finished.self, from: Data(last.utf8)).rows["dns"] ?? 0
    }

    /// What an undisturbed decode with state from capture to capture gives, the measure for every disturbed one: rows of the
    /// table `dns` when the captures are decoded one after another, what waits at the end not counted.
    func rowsOfChain() throws -> Int {
        let folder = try TestFolder()
        var total = 0
        for (index, path) in captures.enumerated() {
            var arguments = ["decode", "--server", "x", "--out", folder["out\(index)"]]
            if index > 0 { arguments += ["--state-in", folder["state\(index - 1)"]] }
            arguments += ["--state-out", folder["state\(index)"], "--query-timeout-us", "10000000", path]
            total += try Self.rows(in: try Program.run(Program.built("entrada-worker"), arguments))
        }
        return total
    }

    /// Puts the captures into a directory, old enough to be taken.
    func copy(to folder: TestFolder, _ directory: String) throws {
        for path in captures {
            let name = directory + "/" + (path.split(separator: "/").last.map(String.init) ?? "")
            try folder.write(try Data(contentsOf: URL(fileURLWithPath: path)), to: name)
        }
    }
}

import Foundation
import RealServers

/// What an undisturbed decode with state from capture to capture gives: the measure for every disturbed one.
enum Reference {
    private struct Finished: Decodable { var rows: [String: Int] }

    /// Rows of the table `dns` when the captures are decoded one after another, what waits at the end not counted.
    static func rows(of traffic: Traffic) throws -> Int {
        let folder = try TestFolder()
        var total = 0
        for (index, path) in traffic.captures.enumerated() {
            var arguments = ["decode", "--server", "x", "--out", folder["out\(index)"]]
            if index > 0 { arguments += ["--state-in", folder["state\(index - 1)"]] }
            arguments += ["--state-out", folder["state\(index)"], "--query-timeout-us", "10000000", path]
            let output = try Program.run(Program.built("entrada-worker"), arguments)
            guard let last = output.split(separator: "\n").last else { throw CocoaError(.coderReadCorrupt) }
            total += try JSONDecoder().decode(Finished.self, from: Data(last.utf8)).rows["dns"] ?? 0
        }
        return total
    }
}

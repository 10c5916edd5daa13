import Foundation
import RealServers
import WorkerProtocol

/// One capture through the worker as the daemon starts it: a process of its own, and what it promises.
struct CaptureRun {
    static let longestSeconds = 10.0
    static let largestMegabytes = 512.0

    /// Relative to the corpus.
    var path: String
    /// The exit code, or 128 + the signal.
    var code: Int32
    var seconds: Double
    /// Largest resident memory, of whatever ran for it.
    var peakMegabytes: Double
    var outcome: DecodeOutcome?
    /// Each thing that should not be so.
    var problems: [String] = []

    /// - Parameters:
    ///   - id: of the capture, in its rows.
    ///   - output: a directory that gets the worker's files.
    ///   - arguments: more arguments of the worker.
    init(_ path: String, in corpus: String, id: Int, output: String, arguments: [String]) throws {
        self.path = path
        let start = ContinuousClock.now
        // Somebody else ends it if it hangs.
        let worker = try ChildProcess(
            "/usr/bin/timeout",
            ["-s", "KILL", String(Self.longestSeconds), Program.built("entrada-worker"), "decode", "--server", "ns1"]
                + ["--site", "ams", "--out", output] + arguments + ["\(id)=\(corpus)/\(path)"])
        var text = ""
        while true {
            let more = worker.readOutput()
            if more.isEmpty { break }
            text += more
        }
        (code, peakMegabytes) = worker.waitWithPeak()
        seconds = (ContinuousClock.now - start) / .seconds(1)
        problems = check(text, output)
    }

    private mutating func check(_ text: String, _ output: String) -> [String] {
        var found: [String] = []
        if code != 0 && code != 65 { found.append("exit code \(code): \(text.suffix(200))") }
        if seconds > Self.longestSeconds { found.append("took \(seconds) s") }
        if peakMegabytes > Self.largestMegabytes { found.append("took \(peakMegabytes) MB of memory") }
        for line in text.split(separator: "\n") where line.hasPrefix("{") {
            do {
                guard case .finished(let last) = try WorkerEvent(line: line) else { continue }
                if outcome != nil { found.append("ends twice") }
                outcome = last
            } catch { found.append("an event cannot be read: \(error)") }
        }
        guard let outcome else { return found + ["there is no last event"] }
        if code == 65 {
            if outcome.reason?.isEmpty != false { found.append("refused without a reason") }
            if !outcome.files.isEmpty { found.append("refused, and yet it has rows") }
            return found
        }
        return found + Self.contradictions(outcome, output)
    }

    /// Numbers of an event that do not fit each other, or the files.
    private static func contradictions(_ outcome: DecodeOutcome, _ output: String) -> [String] {
        var found: [String] = []
        if outcome.captures.map(\.packets) != [outcome.packets] { found.append("packets differ") }
        for capture in outcome.captures where capture.fates?.values.reduce(0, +) != capture.packets {
            found.append("\(capture.packets) packets, but their fates are \(capture.fates ?? [:])")
        }
        if outcome.messages != outcome.queries + outcome.responses { found.append("messages differ") }
        for (table, rows) in outcome.rows {
            let inFiles = outcome.files.filter { $0.table == table }.reduce(0) { $0 + $1.rows }
            let ofCapture = outcome.captures.reduce(0) { $0 + ($1.rows[table] ?? 0) }
            if inFiles != rows || ofCapture != rows {
                found.append("\(rows) rows of \(table), \(inFiles) in files, \(ofCapture) of captures")
            }
        }
        for file in outcome.files {
            let attributes = try? FileManager.default.attributesOfItem(atPath: output + "/" + file.path)
            if (attributes?[.size] as? NSNumber)?.int64Value != file.bytes {
                found.append("\(file.path): size differs")
            }
            if file.sha256.count != 64 { found.append("\(file.path) has no hash") }
            if file.rows_by_capture?.values.reduce(0, +) != file.rows { found.append("\(file.path): lineage differs") }
        }
        return found
    }
}

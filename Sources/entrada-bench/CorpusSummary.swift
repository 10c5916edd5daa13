import WorkerProtocol

/// What a sweep over a corpus gave, for programs and for people.
struct CorpusSummary: Encodable {
    struct Folder: Encodable {
        var folder: String
        var captures = 0
        var decoded = 0
        var refused = 0
        var packets: Int64 = 0
        var messages: Int64 = 0
        var rows: Int64 = 0
    }

    struct Capture: Encodable {
        var path: String
        var code: Int32
        var queries: Int64
        var responses: Int64
        var reason: String?
    }

    struct Extreme: Encodable {
        var path: String
        var value: Double
    }

    var folders: [Folder]
    var captures: [Capture]
    var seconds: Double
    var longestSeconds: Extreme?
    var largestMegabytes: Extreme?
    /// How many captures were refused for each reason.
    var refusals: [String: Int] = [:]
    var problems: [String]
    /// What became of the packets of all captures.
    var fates: [String: Int64] = [:]

    init(_ sweep: CorpusSweep) {
        folders = CorpusSweep.folders.map { name in
            sweep.runs.filter { $0.path.hasPrefix(name + "/") }.reduce(into: Folder(folder: name)) { $0.add($1) }
        }
        captures = sweep.runs.map {
            Capture(
                path: $0.path, code: $0.code, queries: $0.outcome?.queries ?? 0, responses: $0.outcome?.responses ?? 0,
                reason: $0.outcome?.reason)
        }
        for capture in sweep.runs.flatMap({ $0.outcome?.captures ?? [] }) {
            fates.merge(capture.fates ?? [:]) { $0 + $1 }
        }
        seconds = sweep.seconds
        longestSeconds = sweep.runs.max { $0.seconds < $1.seconds }.map { Extreme(path: $0.path, value: $0.seconds) }
        largestMegabytes = sweep.runs.max { $0.peakMegabytes < $1.peakMegabytes }
            .map { Extreme(path: $0.path, value: $0.peakMegabytes) }
        problems = sweep.runs.flatMap { run in run.problems.map { run.path + ": " + $0 } } + sweep.problems
        for run in sweep.runs where run.code == 65 {
            let reason = run.outcome?.reason ?? ""
            // Behind the path of the file.
            refusals[reason.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? "", default: 0] += 1
        }
    }

    /// For a terminal.
    var table: String {
        func line(_ cells: [String]) -> String {
            cells.enumerated().map { index, cell in
                let room = String(repeating: " ", count: max(0, 10 - cell.count))
                return index == 0 ? cell + room : room + cell
            }.joined(separator: " ") + "\n"
        }
        var total = Folder(folder: "all")
        var text = line(["", "captures", "decoded", "refused", "packets", "messages", "rows"])
        for folder in folders {
            total.captures += folder.captures
            total.decoded += folder.decoded
            total.refused += folder.refused
            total.packets += folder.packets
            total.messages += folder.messages
            total.rows += folder.rows
            text += line(folder.cells)
        }
        text += line(total.cells) + "\n"
        for (reason, count) in refusals.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            text += "refused \(count): \(reason)\n"
        }
        if let longestSeconds { text += "longest: \(longestSeconds.value) s, \(longestSeconds.path)\n" }
        if let largestMegabytes { text += "largest: \(largestMegabytes.value) MB, \(largestMegabytes.path)\n" }
        text += "\(total.captures) captures in \(seconds) s, \(problems.count) problems\n"
        return text + problems.map { "problem: \($0)\n" }.joined()
    }
}

extension CorpusSummary.Folder {
    mutating func add(_ run: CaptureRun) {
        captures += 1
        if run.code == 0 { decoded += 1 }
        if run.code == 65 { refused += 1 }
        packets += run.outcome?.packets ?? 0
        messages += run.outcome?.messages ?? 0
        rows += run.outcome?.rows.values.reduce(0, +) ?? 0
    }

    var cells: [String] {
        [folder, String(captures), String(decoded), String(refused), String(packets), String(messages), String(rows)]
    }
}

import Foundation

/// What the daemon and its workers have in memory, in the first, second and last third of a day.
struct MemoryWatch {
    private var daemon = [0, 0, 0]
    /// By verb: decode, compact, …
    private var workers: [String: [Int]] = [:]

    /// - Parameter share: how much of the day is over, 0 to 1.
    mutating func look(_ running: RunningDaemon, share: Double) {
        let third = min(2, max(0, Int(share * 3)))
        daemon[third] = max(daemon[third], Self.kilobytes("VmRSS", of: running.identifier))
        for worker in running.workers {
            let words = ProcessTable.arguments(of: worker)
            guard words.count > 1, words[0].hasSuffix("entrada-worker") else { continue }
            let peak = Self.kilobytes("VmHWM", of: worker)
            // `serve`, and behind it what about: `decode ns1 (run 7)`.
            let verb = words[1] == "serve" && words.count > 2 ? words[2].prefix { $0 != " " } : words[1][...]
            workers[String(verb), default: [0, 0, 0]][third] = max(workers[String(verb)]?[third] ?? 0, peak)
        }
    }

    /// What has grown from the second to the last third by more than a quarter and 32 MiB.
    var growth: [String] {
        let all = workers.merging(["daemon": daemon]) { first, _ in first }.filter { $0.key != "compact" }
        return all.sorted { $0.key < $1.key }.compactMap { name, thirds in
            let allowed = max(thirds[0], thirds[1]) * 5 / 4 + 32 * 1024
            return thirds[1] > 0 && thirds[2] > allowed ? "\(name) grows: \(thirds) KiB" : nil
        }
    }

    /// For the line of proof.
    var summary: String {
        func text(_ thirds: [Int]) -> String { thirds.map { String($0 / 1024) }.joined(separator: "/") }
        let parts = workers.sorted { $0.key < $1.key }.map { "\($0.key) \(text($0.value))" }
        return "daemon \(text(daemon)) MiB in thirds of the time, " + parts.joined(separator: ", ")
    }

    private static func kilobytes(_ key: String, of process: pid_t) -> Int {
        let text = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(key + ":") }
        return line.flatMap { $0.split(whereSeparator: \.isWhitespace).dropFirst().first }.flatMap { Int($0) } ?? 0
    }
}

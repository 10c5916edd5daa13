import Scheduling

/// `retry-after: 30s`: how a program says when it wants to be started again. A number alone is seconds.
enum RetryAfter {
    private static let longest = Duration.seconds(86_400)

    /// What a line asks for, a day at most; `nil`: it asks for nothing.
    static func parse(_ line: String) -> Duration? {
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "retry-after" else { return nil }
        let text = parts[1].drop { $0 == " " || $0 == "\t" }
        if let seconds = Int64(text), seconds >= 0 { return min(.seconds(min(seconds, 86_400)), longest) }
        return (try? DurationText.parse(String(text))).map { min($0, longest) }
    }
}

/// A command of a crontab as its shell gets it: after the first `%` that is not escaped comes its input, each further one
/// ends a line of that; `\%` is `%`.
struct CrontabCommand: Equatable {
    /// What the shell runs, with the input in front of it.
    let script: String

    init(_ text: String) {
        var parts = [""]
        var isEscaped = false
        for character in text {
            if isEscaped {
                parts[parts.count - 1] += character == "%" ? "%" : "\\\(character)"
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "%" {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        if isEscaped { parts[parts.count - 1] += "\\" }
        guard parts.count > 1 else {
            script = parts[0]
            return
        }
        let input = parts.dropFirst().map {
            "'"
                + $0.split(separator: "'", omittingEmptySubsequences: false)
                .joined(separator: "'\\''") + "'"
        }
        script = "printf '%s\\n' \(input.joined(separator: " ")) | { \(parts[0])\n}"
    }

    /// A name for the job: that of the first program that looks like one.
    static func name(of command: String) -> String? {
        var words = command.split { " \t;&|()<>".contains($0) }
        // Where it is done is not what is done.
        while let place = words.firstIndex(of: "cd") { words.removeSubrange(place..<min(place + 2, words.count)) }
        words.removeAll { $0.contains("=") }
        let isPath = { (word: Substring) in
            word.contains("/") && !word.hasPrefix("-") && !word.hasPrefix("/dev/") && !word.hasSuffix("/")
        }
        let program = words.first(where: isPath) ?? words.first
        guard let last = program?.split(separator: "/").last else { return nil }
        let base = last.split(separator: ".", maxSplits: 1).first.map(String.init) ?? String(last)
        let name = base.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") ? $0 : "-" }
        let trimmed = String(name.drop { $0 == "-" }.prefix(40)).lowercased()
        return trimmed.isEmpty ? nil : trimmed
    }
}

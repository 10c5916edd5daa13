/// A command of a crontab as its shell gets it: after the first `%` that is not escaped comes its input, each further one
/// ends a line of that; `\%` is `%`.
struct CrontabCommand: Equatable {
    /// What the shell runs, with the input in front of it.
    let script: String

    init(_ text: String) {
        var parts: [[UInt8]] = [[]]
        var isEscaped = false
        let (backslash, percent) = (UInt8(ascii: "\\"), UInt8(ascii: "%"))
        for byte in text.utf8 {
            if isEscaped {
                parts[parts.count - 1] += byte == percent ? [percent] : [backslash, byte]
                isEscaped = false
            } else if byte == backslash {
                isEscaped = true
            } else if byte == percent {
                parts.append([])
            } else {
                parts[parts.count - 1].append(byte)
            }
        }
        if isEscaped { parts[parts.count - 1].append(backslash) }
        let texts = parts.map { String(decoding: $0, as: UTF8.self) }
        guard texts.count > 1 else {
            script = texts[0]
            return
        }
        let input = texts.dropFirst().map(Self.quoted)
        script = "printf '%s\\n' \(input.joined(separator: " ")) | { \(texts[0])\n}"
    }

    /// One word for a shell.
    private static func quoted(_ text: String) -> String {
        let pieces = text.utf8.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false)
        return "'" + pieces.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "'\\''") + "'"
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

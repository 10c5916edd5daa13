import Scheduling

/// One line of a crontab, as crontab(5) describes it. It is taken apart as bytes: what a `Character` is depends on its
/// neighbours, and cron knows bytes only.
enum CrontabLine: Equatable {
    case blank
    case variable(name: String, value: String)
    case job(schedule: String, user: String?, command: String)
    /// It is none of these, or none that Entrada can do.
    case refused(String)

    /// - Parameters:
    ///   - line: without its line end.
    ///   - hasUser: the sixth field names a user (/etc/crontab, /etc/cron.d).
    init(_ line: ArraySlice<UInt8>, hasUser: Bool) {
        let text = line.drop(while: Self.isBlank)
        if text.isEmpty || text.first == UInt8(ascii: "#") {
            self = .blank
        } else if let problem = Self.problem(of: line) {
            self = .refused(problem)
        } else if let (name, value) = Self.assignment(text) {
            self = .variable(name: name, value: value)
        } else {
            self = Self.job(text, hasUser: hasUser)
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private static func string(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    /// What a job file can't hold: it is text in UTF-8, and an argument of a program has no NUL.
    private static func problem(of line: ArraySlice<UInt8>) -> String? {
        if line.contains(0) { return "it has a NUL byte; is the file UTF-16? Convert it with iconv" }
        if line.contains(UInt8(ascii: "\r")) {
            return "it has a carriage return inside; write each job on a line of its own"
        }
        guard let offset = UTF8Check.firstBadByte(of: line) else { return nil }
        let byte = String(line[line.startIndex + offset], radix: 16)
        return
            "byte \(offset + 1) of it (0x\(byte)) is not UTF-8, and job files are; convert the crontab, such as with "
            + "iconv -f LATIN1 -t UTF-8, if the program expects UTF-8"
    }

    /// `NAME = value`, either of them in quotes or not.
    private static func assignment(_ text: ArraySlice<UInt8>) -> (name: String, value: String)? {
        guard let sign = text.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let name = unquoted(text[..<sign])
        guard let first = name.utf8.first, isWord(first), !isDigit(first), name.utf8.allSatisfy(isWord) else {
            return nil
        }
        return (name, unquoted(text[(sign + 1)...]))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func unquoted(_ text: ArraySlice<UInt8>) -> String {
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        if text.count >= 2, let mark = text.first, mark == UInt8(ascii: "\"") || mark == UInt8(ascii: "'"),
            text.last == mark
        {
            return string(text.dropFirst().dropLast())
        }
        return string(text)
    }

    private static func job(_ text: ArraySlice<UInt8>, hasUser: Bool) -> CrontabLine {
        var rest = text
        func word() -> String? {
            let word = rest.prefix { !isBlank($0) }
            rest = rest.dropFirst(word.count).drop(while: isBlank)
            return word.isEmpty ? nil : string(word)
        }
        var schedule: String
        if text.first == UInt8(ascii: "@") {
            schedule = word() ?? ""
            if schedule.lowercased() == "@every_minute" { schedule = "* * * * *" }
        } else {
            let fields = (0..<5).compactMap { _ in word() }
            guard fields.count == 5 else { return .refused("it is neither NAME=value nor five times with a command") }
            if fields.contains(where: { $0.contains("~") }) {
                return .refused("random times (~) are not supported; write a fixed time and 'jitter'")
            }
            schedule = fields.joined(separator: " ")
        }
        do { _ = try CronExpression(schedule) } catch {
            if case .ambiguousDays = error.reason {
                return .refused(
                    "it restricts the day of the month and the day of the week, which cron joins with 'or': write two "
                        + "jobs, and see that the command may run twice on a day that is both")
            }
            return .refused("\(error)")
        }
        var user: String?
        if hasUser {
            user = word()
            if user == nil { return .refused("there is no user before the command") }
        }
        guard !rest.isEmpty else { return .refused("there is no command") }
        return .job(schedule: schedule, user: user, command: string(rest))
    }
}

/// Looks for bytes that are no UTF-8.
private enum UTF8Check {
    /// How many bytes before the first one that belongs to no character; `nil`: all of them do.
    static func firstBadByte(of bytes: ArraySlice<UInt8>) -> Int? {
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let scalar): offset += scalar.count
            case .error: return offset
            case .emptyInput: return nil
            }
        }
    }
}

import Scheduling

/// One line of a crontab, as crontab(5) describes it.
enum CrontabLine: Equatable {
    case blank
    case variable(name: String, value: String)
    case job(schedule: String, user: String?, command: String)
    /// It is none of these, or none that Entrada can do.
    case refused(String)

    /// - Parameter hasUser: the sixth field names a user (/etc/crontab, /etc/cron.d).
    init(_ line: Substring, hasUser: Bool) {
        let text = line.drop(while: Self.isBlank)
        if text.isEmpty || text.hasPrefix("#") {
            self = .blank
        } else if let (name, value) = Self.assignment(text) {
            self = .variable(name: name, value: value)
        } else {
            self = Self.job(text, hasUser: hasUser)
        }
    }

    private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }

    /// `NAME = value`, either of them in quotes or not.
    private static func assignment(_ text: Substring) -> (name: String, value: String)? {
        guard let sign = text.firstIndex(of: "=") else { return nil }
        let name = unquoted(text[..<sign])
        guard let first = name.first, first.isASCII, first.isLetter || first == "_",
            name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
        else { return nil }
        return (name, unquoted(text[text.index(after: sign)...]))
    }

    private static func unquoted(_ text: Substring) -> String {
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        if text.count >= 2, let mark = text.first, mark == "\"" || mark == "'", text.last == mark {
            return String(text.dropFirst().dropLast())
        }
        return String(text)
    }

    private static func job(_ text: Substring, hasUser: Bool) -> CrontabLine {
        var rest = text
        func word() -> String? {
            let word = rest.prefix { !isBlank($0) }
            rest = rest.dropFirst(word.count).drop(while: isBlank)
            return word.isEmpty ? nil : String(word)
        }
        var schedule: String
        if text.hasPrefix("@") {
            schedule = word() ?? ""
            if schedule.lowercased() == "@every_minute" { schedule = "* * * * *" }
        } else {
            let fields = (0..<5).compactMap { _ in word() }
            guard fields.count == 5 else { return .refused("it is neither NAME=value nor five times with a command") }
            if fields.contains(where: { $0.contains("~") }) {
                return .refused("times at random (~) are not known; write a fixed time and 'jitter'")
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
        return .job(schedule: schedule, user: user, command: String(rest))
    }
}

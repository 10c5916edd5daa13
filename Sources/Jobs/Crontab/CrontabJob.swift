/// A line of a crontab as a job file.
struct CrontabJob {
    let name: String
    let schedule: String
    let zone: String
    let user: String?
    let command: String
    let line: Int
    let original: String
    /// Those of the crontab that stand above the line.
    let variables: [String: String]

    /// Variables that are cron's own business.
    private static let own: Set<String> = ["MAILTO", "MAILFROM", "CRON_TZ", "SHELL", "RANDOM_DELAY", "CONTENT_TYPE"]

    /// Where cron runs it: at home.
    func directory(_ home: (String) -> String?) -> String? {
        if let home = variables["HOME"], home.hasPrefix("/") { return home }
        return user.flatMap(home).flatMap { $0.hasPrefix("/") ? $0 : nil }
    }

    func text(home: (String) -> String?) -> String {
        let directory = directory(home)
        var environment = variables.filter { !Self.own.contains($0.key) && !$0.key.hasPrefix("ENTRADA_") }
        if let user { environment.merge(["LOGNAME": user, "USER": user]) { given, _ in given } }
        if let directory { environment["HOME"] = directory }
        if environment["PATH"] == nil { environment["PATH"] = "/usr/bin:/bin" }
        let shell = variables["SHELL"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/bin/sh"
        var lines = [
            "# Line \(line) of a crontab:",
            "#   \(original.filter { $0 >= " " || $0 == "\t" })",
            "# Take that line out of the crontab, then write enabled = true here and reload.",
            "",
            "name        = \(Self.quoted(name))",
            "kind        = \"command\"",
            "description = \"From a crontab\"",
            "enabled     = false",
            "",
            "schedule = \(Self.quoted(schedule))",
        ]
        if schedule.lowercased() != "@reboot" { lines.append("timezone = \(Self.quoted(zone))") }
        lines += [
            "catch_up = \"none\"             # as cron; \"last\" makes up for a night in which the machine was off",
            "overlap  = \"skip\"             # cron would start it once more beside itself",
        ]
        if let minutes = variables["RANDOM_DELAY"].flatMap({ Int($0) }), (1...1440).contains(minutes) {
            lines.append("jitter   = \"\(minutes)m\"")
        }
        lines += [
            "timeout  = \"24h\"", "retry    = { attempts = 1 }", "", "[parameters]",
            "program   = \(Self.quoted(shell))",
            "arguments = [\"-c\", \(Self.quoted(CrontabCommand(command).script))]",
        ]
        if let user { lines.append("user      = \(Self.quoted(user))  # needs a daemon that runs as root") }
        if let directory { lines.append("directory = \(Self.quoted(directory))") }
        lines += ["", "[parameters.environment]"]
        lines += environment.sorted { $0.key < $1.key }.map { "\($0.key) = \(Self.quoted($0.value))" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A basic string of TOML.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 32 || scalar.value == 127:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

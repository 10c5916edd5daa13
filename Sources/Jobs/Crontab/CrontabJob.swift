/// A line of a crontab as a job file.
struct CrontabJob {
    let name: String
    let schedule: String
    let zone: String
    let owner: CrontabOwner
    /// It is to run as its owner, and not as the daemon's user.
    let becomesOwner: Bool
    let command: String
    let line: Int
    let original: String
    let variables: CrontabVariables

    var text: String {
        var lines = [
            "# Line \(line) of a crontab:",
            "#   \(String(String.UnicodeScalarView(original.unicodeScalars.filter(Self.isPlain))))",
            "# Delete that line from the crontab, then set enabled = true here and reload.",
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
            "catch_up = \"none\"             # as cron; \"last\" catches up if the machine was off",
            "overlap  = \"skip\"             # cron would start a second one at the same time",
        ]
        if let minutes = variables.delayMinutes { lines.append("jitter   = \"\(minutes)m\"") }
        lines += [
            "timeout  = \"24h\"", "retry    = { attempts = 1 }", "", "[parameters]",
            "program   = \(Self.quoted(variables.shell))",
            "arguments = [\"-c\", \(Self.quoted(CrontabCommand(command).script))]",
        ]
        if becomesOwner {
            lines.append("user      = \(Self.quoted(owner.name))  # needs a daemon that runs as root")
        } else {
            lines.append("# user    = \(Self.quoted(owner.name))  # without it: as the daemon's user")
        }
        lines += ["directory = \(Self.quoted(variables.home(of: owner)))", "", "[parameters.environment]"]
        lines += variables.environment(of: owner).sorted { $0.key < $1.key }
            .map { "\($0.key) = \(Self.quoted($0.value))" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// It may stand in a comment of TOML.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\t" || (scalar.value >= 32 && scalar.value != 127)
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

/// Whose crontab it is. There is none without a home directory: cron gives each command `HOME`, and a command without it
/// that says `rm -rf $HOME/old` means `/old`.
public struct CrontabOwner: Hashable, Sendable {
    public let name: String
    /// An absolute path.
    public let home: String

    /// - Returns: `nil` if the name is empty, or the home directory is no absolute path.
    public init?(name: String, home: String) {
        guard !name.isEmpty, home.hasPrefix("/") else { return nil }
        self.name = name
        self.home = home
    }
}

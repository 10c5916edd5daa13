import Foundation

/// The variables that stand above a line of a crontab, and what each of them means for cron.
struct CrontabVariables {
    /// What is to be said of a variable.
    enum Remark: Equatable {
        /// Nothing is lost.
        case note(String)
        /// Something of it is not in the job files.
        case loss(String)
    }

    private(set) var shell = "/bin/sh"
    /// By which cron goes; `nil`: by the machine's.
    private(set) var zone: String?
    /// `RANDOM_DELAY`.
    private(set) var delayMinutes: Int?
    private var given: [String: String] = [:]

    /// Takes a variable; what could not be done with it is returned.
    mutating func set(_ name: String, _ value: String) -> Remark? {
        switch name {
        case "MAILTO", "MAILFROM", "CONTENT_TYPE", "CONTENT_TRANSFER_ENCODING": return Self.mail(name, value)
        case "CRON_TZ": return setZone(value)
        case "RANDOM_DELAY":
            delayMinutes = Int(value).flatMap { (1...1440).contains($0) ? $0 : nil }
            return delayMinutes == nil && value != "0"
                ? .loss("RANDOM_DELAY '\(value)' is no number of minutes up to 1440; write 'jitter' yourself") : nil
        case "SHELL":
            guard value.hasPrefix("/") else { return .loss("SHELL '\(value)' is no absolute path; \(shell) is kept") }
            shell = value
        case "HOME":
            guard value.hasPrefix("/") else {
                return .loss("HOME '\(value)' is no absolute path; the owner's home directory is kept")
            }
            given[name] = value
        case "LOGNAME": return .note("cron sets LOGNAME itself: the line has no effect, and is omitted")
        default:
            if name.hasPrefix("ENTRADA_") { return .loss("variables that begin with ENTRADA_ are Entrada's") }
            given[name] = value
        }
        return nil
    }

    private static func mail(_ name: String, _ value: String) -> Remark? {
        if value.isEmpty { return nil }
        guard name == "MAILTO" else { return .loss("\(name) has no meaning here: no output is mailed") }
        return .loss(
            "output is not mailed to \(value): it is kept with the run (entradactl logs); to be notified of failures name a job "
                + "in on_failure")
    }

    private mutating func setZone(_ value: String) -> Remark? {
        let name = value.hasPrefix(":") ? String(value.dropFirst()) : value
        zone = (TimeZone.knownTimeZoneIdentifiers + ["UTC", "Etc/UTC"]).contains(name) ? name : nil
        if zone != nil || value.isEmpty { return nil }
        return .loss(
            "the time zone '\(value)' is unknown; the jobs below use the machine's time zone: correct 'timezone'")
    }

    /// Where cron runs the commands: at home.
    func home(of owner: CrontabOwner) -> String { given["HOME"] ?? owner.home }

    /// All that cron gives a command, whatever the crontab says: HOME, LOGNAME, USER, SHELL and PATH are always there.
    func environment(of owner: CrontabOwner) -> [String: String] {
        ["PATH": "/usr/bin:/bin", "USER": owner.name].merging(given) { $1 }
            .merging(["HOME": home(of: owner), "LOGNAME": owner.name, "SHELL": shell]) { $1 }
    }
}

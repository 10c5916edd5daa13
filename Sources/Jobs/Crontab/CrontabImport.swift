import Foundation

/// Job files for the lines of a crontab, and what could not be translated.
public struct CrontabImport: Sendable {
    /// A line that is told of.
    public struct Note: Codable, Hashable, Sendable {
        public var line: Int
        public var text: String
        /// The line has no job: somebody has to write one.
        public var isFailure: Bool
    }

    /// A job file.
    public struct File: Codable, Hashable, Sendable {
        public var name: String
        public var text: String
        /// The line of the crontab.
        public var line: Int
    }

    /// What is to be known besides the text.
    public struct Options: Sendable {
        /// The sixth field names a user.
        public var isSystem: Bool
        /// Whose crontab it is; nil: the daemon's own user.
        public var user: String?
        /// The time zone of the machine, by which cron goes.
        public var zone: String
        /// The home directory of a user; nil: not known.
        public var home: @Sendable (String) -> String?

        public init(
            isSystem: Bool = false, user: String? = nil, zone: String = "UTC",
            home: @escaping @Sendable (String) -> String? = { _ in nil }
        ) {
            self.isSystem = isSystem
            self.user = user
            self.zone = zone
            self.home = home
        }
    }

    public private(set) var files: [File] = []
    public private(set) var notes: [Note] = []
    private let options: Options
    /// Those that are set so far: a line has the variables above it.
    private var variables: [String: String] = [:]
    private var names: Set<String> = []

    public init(_ text: String, options: Options = Options()) {
        self.options = options
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.hasSuffix("\r") ? line.dropLast() : line
            take(CrontabLine(line, hasUser: options.isSystem), index + 1, String(line))
        }
    }

    private mutating func note(_ line: Int, _ text: String, isFailure: Bool = false) {
        notes.append(Note(line: line, text: text, isFailure: isFailure))
    }

    private mutating func take(_ line: CrontabLine, _ number: Int, _ text: String) {
        switch line {
        case .blank: break
        case .refused(let why): note(number, why, isFailure: true)
        case .variable(let name, let value):
            variables[name] = value
            if name == "MAILTO", !value.isEmpty {
                note(
                    number,
                    "output is not mailed to \(value): it is kept with the run (entradactl logs); to hear of failures "
                        + "name a job in on_failure")
            }
        case .job(let schedule, let user, let command):
            let name = unusedName(CrontabCommand.name(of: command) ?? "line-\(number)")
            let job = CrontabJob(
                name: name, schedule: schedule, zone: zone(number), user: user ?? options.user, command: command,
                line: number, original: text, variables: variables)
            if let who = job.user, job.directory(options.home) == nil {
                note(number, "the home directory of \(who) is not known here; it runs in a directory of its own")
            }
            files.append(File(name: "50-cron-\(name).toml", text: job.text(home: options.home), line: number))
        }
    }

    private mutating func zone(_ line: Int) -> String {
        guard let own = variables["CRON_TZ"] ?? variables["TZ"] else { return options.zone }
        let known = TimeZone.knownTimeZoneIdentifiers + ["UTC", "Etc/UTC"]
        let zone = own.hasPrefix(":") ? String(own.dropFirst()) : own
        if known.contains(zone) { return zone }
        note(line, "the time zone '\(own)' is not known by this name; \(options.zone) is written: correct it")
        return options.zone
    }

    private mutating func unusedName(_ wanted: String) -> String {
        var name = wanted
        var number = 1
        while !names.insert(name).inserted {
            number += 1
            name = "\(wanted)-\(number)"
        }
        return name
    }
}

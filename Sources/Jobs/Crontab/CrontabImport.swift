import Foundation

/// Job files for the lines of a crontab, and what could not be translated.
public struct CrontabImport: Sendable {
    /// A line that is told of.
    public struct Note: Codable, Hashable, Sendable {
        public var line: Int
        public var text: String
        /// Something of the line is in no job file: somebody has to see to it.
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
        /// Whose commands they are.
        public enum Owners: Sendable {
            /// A crontab of one user; `becomes`: the jobs are to run as this user.
            case one(CrontabOwner, becomes: Bool)
            /// The sixth field names a user, who is looked up; `nil`: the machine does not know the user.
            case each(@Sendable (String) -> CrontabOwner?)
        }

        public var owners: Owners
        /// The time zone of the machine, by which cron goes.
        public var zone: String
        /// Names that other jobs have already.
        public var takenNames: Set<String>
        /// Whether a directory is there.
        public var isDirectory: @Sendable (String) -> Bool

        public init(
            _ owners: Owners, zone: String = "UTC", takenNames: Set<String> = [],
            isDirectory: @escaping @Sendable (String) -> Bool = { _ in true }
        ) {
            self.owners = owners
            self.zone = zone
            self.takenNames = takenNames
            self.isDirectory = isDirectory
        }
    }

    public private(set) var files: [File] = []
    public private(set) var notes: [Note] = []
    private let options: Options
    /// Those that are set so far: a line has the variables above it.
    private var variables = CrontabVariables()
    private var names: Set<String>

    /// - Parameter bytes: the crontab, whatever its encoding; lines end with LF, or CR LF.
    public init(_ bytes: some Collection<UInt8>, options: Options) {
        self.options = options
        names = options.takenNames
        var bytes = Array(bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true {
            lines.removeLast()
        } else {
            note(lines.count, "the last line has no line end: cron may have ignored it, but the import has not")
        }
        var hasReturns = false
        for (index, whole) in lines.enumerated() {
            var line = whole
            if line.last == UInt8(ascii: "\r") {
                if !hasReturns { note(index + 1, "lines end with CR LF here; the CR is no part of a command") }
                hasReturns = true
                line.removeLast()
            }
            take(CrontabLine(line, hasUser: hasUser), index + 1, String(decoding: line, as: UTF8.self))
        }
    }

    private var hasUser: Bool { if case .each = options.owners { true } else { false } }

    private mutating func note(_ line: Int, _ text: String, isFailure: Bool = false) {
        notes.append(Note(line: line, text: text, isFailure: isFailure))
    }

    private mutating func take(_ line: CrontabLine, _ number: Int, _ text: String) {
        switch line {
        case .blank: break
        case .refused(let why): note(number, why, isFailure: true)
        case .variable(let name, let value):
            switch variables.set(name, value) {
            case nil: break
            case .note(let text)?: note(number, text)
            case .loss(let text)?: note(number, text, isFailure: true)
            }
        case .job(let schedule, let user, let command):
            guard let (owner, becomes) = owner(user) else {
                return note(
                    number, "there is no user \(user ?? "") on this machine, or the user has no home directory",
                    isFailure: true)
            }
            let name = unusedName(CrontabCommand.name(of: command) ?? "line-\(number)")
            let job = CrontabJob(
                name: name, schedule: schedule, zone: variables.zone ?? options.zone, owner: owner,
                becomesOwner: becomes,
                command: command, line: number, original: text, variables: variables)
            let home = variables.home(of: owner)
            if !options.isDirectory(home) {
                note(number, "\(home), its working directory, does not exist: the job fails until it does")
            }
            files.append(File(name: "50-cron-\(name).toml", text: job.text, line: number))
        }
    }

    private func owner(_ user: String?) -> (CrontabOwner, becomes: Bool)? {
        switch options.owners {
        case .one(let owner, let becomes): (owner, becomes)
        case .each(let find): user.flatMap(find).map { ($0, true) }
        }
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

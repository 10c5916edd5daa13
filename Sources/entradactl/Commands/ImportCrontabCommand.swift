import ArgumentParser
import Control
import DurableIO
import Foundation
import Jobs

struct ImportCrontabCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-crontab", abstract: "Write job files for the lines of a crontab.",
        discussion: """
            The files are disabled: take a line out of the crontab, then enable its job. Each job has what cron gives: HOME, \
            LOGNAME, USER, SHELL and PATH, and the home directory as its own. They are those of whoever calls this, or of \
            --user. Says line by line what could not be translated, and exits with 1 if there is such a line. Without --out \
            the files are printed.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "A crontab as `crontab -l` prints it; - is standard input.")
    var file: String

    @Option(help: "The directory that the files are written to; it must be there, and have none of these names.")
    var out: String?

    @Option(help: "Whose crontab it is, if not yours; the jobs run as this user.")
    var user: String?

    @Flag(help: "The sixth field is a user: /etc/crontab and /etc/cron.d.")
    var system = false

    private static let mostBytes = 1 << 20

    func run() async throws {
        let session = Session(options)
        let owners = try owners()
        let result = CrontabImport(
            try read(),
            options: CrontabImport.Options(
                owners, zone: TimeZone.current.identifier == "GMT" ? "UTC" : TimeZone.current.identifier,
                takenNames: try out.map(Self.names) ?? [],
                isDirectory: { path in
                    var isDirectory: ObjCBool = false
                    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
                        && isDirectory.boolValue
                }))
        if let out { try write(result.files, to: out) }
        let report = CrontabReport(files: result.files, notes: result.notes, directory: out)
        try session.show(report, report.lines.map(Self.clean))
        if result.notes.contains(where: \.isFailure) { throw ExitCode(ControlError.Code.failed.exitCode) }
    }

    /// Whose HOME the commands get. Nobody's would be the root directory, so it is asked for where it can't be known.
    private func owners() throws -> CrontabImport.Options.Owners {
        if system {
            if user != nil { throw ValidationError("--system has a user in each line: leave --user out") }
            return .each { Account.named($0)?.owner }
        }
        let place = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
        if file != "-", place == "/etc/crontab" || place.hasPrefix("/etc/cron.d/") {
            throw ValidationError("\(file) has a user in each line: say --system")
        }
        if let user {
            guard let owner = Account.named(user)?.owner else {
                throw ControlError(
                    .notFound, "this machine does not know the user '\(user)', or no home directory of theirs")
            }
            return .one(owner, becomes: true)
        }
        let environment = ProcessInfo.processInfo.environment
        if getuid() == 0, let other = environment["SUDO_USER"] ?? environment["DOAS_USER"], other != "root" {
            throw ControlError(
                .usage,
                "is it the crontab of root or of \(other)? Say --user root or --user \(other): HOME depends on it")
        }
        guard let owner = Account.caller(environment)?.owner else {
            throw ControlError(
                .usage, "your home directory is neither in the environment nor known to this machine; say --user NAME")
        }
        return .one(owner, becomes: false)
    }

    private func read() throws -> Data {
        let handle = file == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: file)
        guard let handle, let data = try? handle.read(upToCount: Self.mostBytes + 1) else {
            throw ControlError(.notFound, "\(file): the file can't be read")
        }
        if data.count > Self.mostBytes { throw ControlError(.usage, "\(file): more than 1 MiB is no crontab") }
        return data
    }

    /// Text from elsewhere must not reach a terminal as it is; line ends and tabs may.
    private static func clean(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { PrintableText.clean(String($0)) }
            .joined(separator: "\n")
    }

    /// What the jobs of a directory are called: a job needs a name of its own. Those that were imported before do not
    /// count: the same crontab again is a conflict, and no second set of jobs.
    private static func names(in directory: String) throws -> Set<String> {
        let files: [String]
        do { files = try Disk().list(directory) ?? [] } catch { throw ControlError(.denied, "\(error)") }
        let texts = try files.filter { $0.hasSuffix(".toml") && !$0.hasPrefix("50-cron-") }.map { name in
            guard let text = FileManager.default.contents(atPath: directory + "/" + name) else {
                throw ControlError(.denied, "\(directory)/\(name): cannot be read, and its jobs must not be doubled")
            }
            return text
        }
        let lines = texts.flatMap { String(decoding: $0, as: UTF8.self).split(separator: "\n") }
        let values = lines.filter { $0.prefix { $0 != "=" }.trimmingCharacters(in: .whitespaces) == "name" }
        return Set(values.compactMap { $0.split(separator: "\"").dropFirst().first.map(String.init) })
    }

    private func write(_ files: [CrontabImport.File], to directory: String) throws {
        let paths = files.map { directory + "/" + $0.name }
        for path in paths where FileManager.default.fileExists(atPath: path) {
            throw ControlError(.conflict, "\(path): it is there already, and nothing was written; choose another --out")
        }
        for (path, file) in zip(paths, files) {
            do { try Data(file.text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting) } catch {
                throw ControlError(.failed, "\(path): it can't be written; does the directory exist? (\(error))")
            }
        }
    }
}

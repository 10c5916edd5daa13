import ArgumentParser
import Control
import DurableIO
import Foundation
import Jobs

struct ImportCrontabCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-crontab", abstract: "Translate a crontab into job files.",
        discussion: """
            The jobs are disabled: delete a line from the crontab, then enable its job. Each job gets the environment that \
            cron gives (HOME, LOGNAME, USER, SHELL and PATH), and the home directory as working directory: yours, or that \
            of --user. Reports each line that could not be translated, and exits with 1 if there is any. Without --out \
            the files are printed.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "A crontab as `crontab -l` prints it; - is standard input.")
    var file: String

    @Option(help: "Write the files to this directory. It must exist; existing files are not overwritten.")
    var out: String?

    @Option(help: "The owner of the crontab, if not you; the jobs run as this user.")
    var user: String?

    @Flag(help: "The sixth field is a user, as in /etc/crontab and /etc/cron.d.")
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
            if user != nil { throw ValidationError("with --system each line names a user: omit --user") }
            return .each { Account.named($0)?.owner }
        }
        let place = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
        if file != "-", place == "/etc/crontab" || place.hasPrefix("/etc/cron.d/") {
            throw ValidationError("\(file) names a user in each line: use --system")
        }
        if let user {
            guard let owner = Account.named(user)?.owner else {
                throw ControlError(
                    .notFound, "there is no user '\(user)' on this machine, or the user has no home directory")
            }
            return .one(owner, becomes: true)
        }
        let environment = ProcessInfo.processInfo.environment
        if getuid() == 0, let other = environment["SUDO_USER"] ?? environment["DOAS_USER"], other != "root" {
            throw ControlError(
                .usage,
                "is it the crontab of root or of \(other)? Use --user root or --user \(other), because HOME depends on it"
            )
        }
        guard let owner = Account.caller(environment)?.owner else {
            throw ControlError(
                .usage, "cannot find your home directory; use --user NAME")
        }
        return .one(owner, becomes: false)
    }

    private func read() throws -> Data {
        let handle = file == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: file)
        guard let handle, let data = try? handle.read(upToCount: Self.mostBytes + 1) else {
            throw ControlError(.notFound, "\(file): cannot read the file")
        }
        if data.count > Self.mostBytes {
            throw ControlError(.usage, "\(file): too large for a crontab (more than 1 MiB)")
        }
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
            throw ControlError(.conflict, "\(path): the file exists, so nothing was written; choose another --out")
        }
        for (path, file) in zip(paths, files) {
            do { try Data(file.text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting) } catch {
                throw ControlError(.failed, "\(path): cannot write the file; does the directory exist? (\(error))")
            }
        }
    }
}

/// What `entradactl import-crontab` has made of a crontab.
struct CrontabReport: Encodable {
    var schema = 1
    var files: [CrontabImport.File]
    var notes: [CrontabImport.Note]
    /// Where the files were written; `nil`: they are printed.
    var directory: String?

    var lines: [String] {
        var lines = files.flatMap { file in
            directory.map { ["line \(file.line): \($0)/\(file.name)"] } ?? ["# \(file.name)", file.text]
        }
        lines += notes.map { "line \($0.line): \($0.isFailure ? "not translated: " : "")\($0.text)" }
        let failures = notes.count(where: \.isFailure)
        lines.append(
            "\(files.count) job\(files.count == 1 ? "" : "s"), \(failures) line\(failures == 1 ? "" : "s") not translated"
        )
        return lines
    }
}

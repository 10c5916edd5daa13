import ArgumentParser
import Control
import Foundation
import Jobs

struct ImportCrontabCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-crontab", abstract: "Write job files for the lines of a crontab.",
        discussion: """
            The files are disabled: take a line out of the crontab, then enable its job. Says line by line what could not be \
            translated, and exits with 1 if there is such a line. Without --out the files are printed.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "A crontab as `crontab -l` prints it; - is standard input.")
    var file: String

    @Option(help: "The directory that the files are written to; it must be there, and have none of these names.")
    var out: String?

    @Option(help: "Whose crontab it is, if not that of the daemon's user.")
    var user: String?

    @Flag(help: "The sixth field is a user: /etc/crontab and /etc/cron.d.")
    var system = false

    func run() async throws {
        if system, user != nil { throw ValidationError("--system has a user in each line: leave --user out") }
        let session = Session(options)
        let result = CrontabImport(
            try read(),
            options: CrontabImport.Options(
                isSystem: system, user: user,
                zone: TimeZone.current.identifier == "GMT" ? "UTC" : TimeZone.current.identifier,
                home: Self.home))
        if let out { try write(result.files, to: out) }
        let report = CrontabReport(files: result.files, notes: result.notes, directory: out)
        try session.show(report, report.lines)
        if result.notes.contains(where: \.isFailure) { throw ExitCode(ControlError.Code.failed.exitCode) }
    }

    private func read() throws -> String {
        let data: Data?
        if file == "-" {
            data = try FileHandle.standardInput.read(upToCount: 1 << 20)
        } else {
            data = FileManager.default.contents(atPath: file)
        }
        guard let data else { throw ControlError(.notFound, "\(file): the file can't be read") }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ControlError(.usage, "\(file): the text is not UTF-8")
        }
        return text
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

    private static let home: @Sendable (String) -> String? = { name in
        FileManager.default.homeDirectory(forUser: name)?.path
    }
}

import Jobs

/// What `entradactl import-crontab` has made of a crontab.
struct CrontabReport: Encodable {
    var schema = 1
    var files: [CrontabImport.File]
    var notes: [CrontabImport.Note]
    /// Where the files were written; nil: they are printed.
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

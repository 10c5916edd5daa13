import Foundation
import RealServers

/// Entrada installed in a directory of its own: configuration, jobs that run only when told to, data root, socket.
final class Installation: Sendable {
    let folder: TestFolder
    let root: String

    /// - Parameters:
    ///   - servers: tables of `entrada.toml` for the name servers.
    ///   - root: the data root; nil: one in the installation's directory.
    ///   - privacy: the keys of `[privacy]`.
    ///   - change: changes a job's text after it was made quiet.
    init(
        servers: String, root: String? = nil, privacy: String = "policy = \"keep\"",
        change: (String, String) -> String = { $1 }
    ) throws {
        folder = try TestFolder()
        self.root = root ?? folder["root"]
        try folder.make("jobs.d")
        try FileManager.default.createDirectory(atPath: self.root, withIntermediateDirectories: true)
        try folder.write(
            """
            data_root = "\(self.root)"
            jobs = "\(folder["jobs.d"])"
            [privacy]
            \(privacy)
            [pages]
            enabled = false
            [limits]
            disk_low_mark = "64KiB"
            disk_reserve = "0B"
            \(servers)
            """, to: "entrada.toml")
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.jobs) where name.hasSuffix(".toml") {
            let text = try String(contentsOfFile: Self.jobs + "/" + name, encoding: .utf8)
            try folder.write(change(name, Self.quiet(text)), to: "jobs.d/" + name)
        }
    }

    /// The jobs that come with Entrada.
    private static let jobs: String = {
        var path = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { path.deleteLastPathComponent() }
        return path.appendingPathComponent("jobs.d").path
    }()

    /// The same job, but started by nobody, and without waiting for files to settle.
    private static func quiet(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line in
            let key = line.prefix { $0 != "=" }.filter { !$0.isWhitespace }
            switch key {
            case "every": return "every = \"300d\""
            case "after": return nil
            case "min_age", "quiet": return "\(key) = \"0s\""
            case "retry": return "retry = { attempts = 1, first = \"1s\" }"
            default: return String(line)
            }
        }.joined(separator: "\n")
    }

    var places: [String] {
        ["--config", folder["entrada.toml"], "--jobs", folder["jobs.d"], "--socket", folder["control.sock"]]
    }

    /// Starts the daemon and waits until it is ready.
    func start() throws -> RunningDaemon { try RunningDaemon(self) }

    /// Runs the daemon to its end, for those that end by themselves.
    func tryToStart() throws -> ProgramOutcome { try Program.outcome(Program.built("entradad"), places) }

    /// Runs `entradactl`.
    @discardableResult
    func control(_ arguments: String...) throws -> ProgramOutcome { try control(arguments) }

    @discardableResult
    func control(_ arguments: [String]) throws -> ProgramOutcome {
        // Nobody is there to be asked.
        let consent = arguments.first == "run" && !arguments.contains("--yes") ? ["--yes"] : []
        return try Program.outcome(
            Program.built("entradactl"),
            arguments + consent + ["--socket", folder["control.sock"], "--root", root]
                + ["--config", folder["entrada.toml"], "--jobs", folder["jobs.d"], "--no-color"])
    }

    /// What `entradactl … --json` says.
    func json<Value: Decodable>(_: Value.Type, _ arguments: String...) throws -> Value {
        let outcome = try Program.outcome(
            Program.built("entradactl"),
            arguments + ["--json", "--socket", folder["control.sock"], "--root", root]
                + ["--config", folder["entrada.toml"], "--jobs", folder["jobs.d"]])
        return try JSONDecoder().decode(Value.self, from: Data(outcome.output.utf8))
    }

    /// One number of a query over the warehouse.
    func number(_ sql: String) throws -> Int? {
        let outcome = try control("query", sql, "--format", "csv")
        return outcome.output.split(separator: "\n").last.flatMap { Int($0) }
    }

    func files() throws -> [CaptureLine] { try json(CaptureLines.self, "files", "--limit", "1000").captures }

    /// Paths of files below a directory of the data root.
    func paths(_ directory: String) -> [String] {
        let all = FileManager.default.enumerator(atPath: root + "/" + directory)?.allObjects as? [String] ?? []
        return all.filter {
            var isDirectory: ObjCBool = false
            let path = root + "/" + directory + "/" + $0
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return false }
            return !isDirectory.boolValue
        }.sorted()
    }
}

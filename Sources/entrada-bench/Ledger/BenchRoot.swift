import Foundation
import Ledger
import RealServers

/// A data root with a ledger, and a daemon on it that does nothing by itself, unless it is given jobs.
final class BenchRoot {
    struct NotReady: Error { var output: String }

    let folder: String
    static let servers = (1...12).map { "ns\($0)" }

    var root: String { folder + "/root" }

    /// A daemon without a job is a mistake.
    static let idle = ["stage": "name = \"stage\"\nkind = \"stage\"\nevery = \"300d\"\n"]

    /// - Parameters:
    ///   - jobs: job files by name.
    ///   - workers: processes at the same time.
    init(
        scratch: String?, jobs: [String: String] = BenchRoot.idle, servers: [String] = BenchRoot.servers,
        workers: Int = 2
    ) throws {
        let parent = scratch ?? FileManager.default.temporaryDirectory.path
        folder = parent + "/entrada-bench-" + UUID().uuidString
        for name in ["root", "jobs.d"] {
            try FileManager.default.createDirectory(
                atPath: folder + "/" + name, withIntermediateDirectories: true)
        }
        for (name, text) in jobs {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/jobs.d/\(name).toml"))
        }
        let tables = servers.map { "[servers.\($0)]\nsource = \"pushed\"\n" }.joined()
        try Data(
            """
            data_root = "\(root)"
            jobs = "\(folder)/jobs.d"
            [privacy]
            policy = "keep"
            [limits]
            workers = \(workers)
            [pages]
            enabled = false
            \(tables)
            """.utf8
        ).write(to: URL(fileURLWithPath: folder + "/entrada.toml"))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func ledger() throws -> Ledger {
        try Ledger(path: root + "/ledger.sqlite") { Int64(Date().timeIntervalSince1970 * 1e6) }
    }

    /// Starts a daemon; gives it when it is ready, and how long that took.
    func daemon() throws -> (process: ChildProcess, seconds: Double) {
        let start = ContinuousClock.now
        let process = try ChildProcess(
            Program.built("entradad"), ["--config", folder + "/entrada.toml", "--socket", folder + "/control.sock"])
        var text = ""
        while !text.contains("notice ready") {
            let more = process.readOutput()
            if more.isEmpty { throw NotReady(output: text) }
            text += more
        }
        // One that nobody listens to would wait for its reader.
        Thread.detachNewThread { while !process.readOutput().isEmpty {} }
        return (process, (ContinuousClock.now - start) / .seconds(1))
    }

    /// Asks it to end, and waits until it has.
    func stop(_ process: ChildProcess) throws {
        kill(process.identifier, SIGTERM)
        guard process.wait() == 0 else { throw NotReady(output: "the daemon did not end in order") }
    }

    @discardableResult
    func control(_ arguments: String...) throws -> String {
        try Program.run(
            Program.built("entradactl"),
            arguments + ["--socket", folder + "/control.sock", "--root", root, "--config", folder + "/entrada.toml"])
    }
}

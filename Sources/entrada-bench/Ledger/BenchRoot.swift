import Foundation
import Ledger
import RealServers

/// A data root with a ledger, and a daemon on it that does nothing by itself.
final class BenchRoot {
    struct NotReady: Error { var output: String }

    let folder: String
    static let servers = (1...12).map { "ns\($0)" }

    var root: String { folder + "/root" }

    init(scratch: String?) throws {
        let parent = scratch ?? FileManager.default.temporaryDirectory.path
        folder = parent + "/entrada-bench-" + UUID().uuidString
        for name in ["root", "jobs.d"] {
            try FileManager.default.createDirectory(
                atPath: folder + "/" + name, withIntermediateDirectories: true)
        }
        // A daemon without a job is a mistake.
        try Data("name = \"stage\"\nkind = \"stage\"\nevery = \"300d\"\n".utf8)
            .write(to: URL(fileURLWithPath: folder + "/jobs.d/stage.toml"))
        let tables = Self.servers.map { "[servers.\($0)]\nsource = \"pushed\"\n" }.joined()
        try Data(
            """
            data_root = "\(root)"
            jobs = "\(folder)/jobs.d"
            [privacy]
            policy = "keep"
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
        return (process, (ContinuousClock.now - start) / .seconds(1))
    }

    func control(_ arguments: String...) throws {
        try Program.run(
            Program.built("entradactl"),
            arguments + ["--socket", folder + "/control.sock", "--root", root, "--config", folder + "/entrada.toml"])
    }
}

import Foundation
import RealServers

/// A name server over a real sshd, and a daemon that fetches from it.
final class BenchSite {
    let folder: TestFolder
    private let server: SFTPServer
    private let process: ChildProcess

    var daemon: pid_t { process.identifier }

    init(jobs: String) throws {
        folder = try TestFolder()
        server = try SFTPServer()
        try server.folder.make("remote")
        try folder.make("made")
        try folder.make("root")
        let jobsPath = URL(fileURLWithPath: jobs).standardizedFileURL.path
        try folder.write(
            """
            data_root = "\(folder["root"])"
            jobs = "\(jobsPath)"
            [privacy]
            policy = "keep"
            [servers.ns1_ams]
            source = "sftp"
            host = "127.0.0.1"
            port = \(server.port)
            user = "\(SFTPServer.user)"
            key = "\(server.folder["user"])"
            known_hosts = "\(server.folder["known_hosts"])"
            directory = "\(server.folder["remote"])"
            pattern = "*.pcap*"
            [pages]
            enabled = false

            """, to: "entrada.toml")
        process = try ChildProcess(
            Program.built("entradad"), ["--config", folder["entrada.toml"], "--socket", folder["control.sock"]])
        var text = ""
        while !text.contains("notice ready") {
            let more = process.readOutput()
            if more.isEmpty { throw CocoaError(.executableLoad) }
            text += more
        }
    }

    /// Lets a capture appear on the name server, complete at once.
    func publish(_ name: String) throws {
        let bytes = try folder.bytes("made/" + name)
        try server.folder.write(bytes, to: "provisional", modifiedSeconds: Int(Date().timeIntervalSince1970))
        try FileManager.default.moveItem(
            atPath: server.folder["provisional"], toPath: server.folder["remote/" + name])
    }

    @discardableResult
    func control(_ arguments: String...) throws -> String {
        try Program.run(
            Program.built("entradactl"),
            arguments + [
                "--socket", folder["control.sock"], "--root", folder["root"], "--config", folder["entrada.toml"],
            ])
    }

    /// Rows that a query sees now.
    func rows() throws -> Int {
        try control("query", "SELECT count(*) FROM dns", "--format", "csv").split(separator: "\n").last
            .flatMap { Int($0) } ?? 0
    }

    func stop() {
        kill(process.identifier, SIGTERM)
        _ = process.wait()
    }
}

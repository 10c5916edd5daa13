import Foundation
import RealServers

/// Directories of one sshd that stand for as many name servers, listeners that never say a word, and a daemon.
final class ManyServers {
    let folder: TestFolder
    private let sshd: SFTPServer
    private let listeners: [LoopbackSocket]
    private let process: ChildProcess

    var daemon: pid_t { process.identifier }

    init(jobs: String, answering: Int, silent: Int) throws {
        folder = try TestFolder()
        sshd = try SFTPServer()
        listeners = (0..<silent).map { _ in LoopbackSocket() }
        for listener in listeners { listener.startListening() }
        try folder.make("made")
        try folder.make("root")
        var text = """
            data_root = "\(folder["root"])"
            jobs = "\(URL(fileURLWithPath: jobs).standardizedFileURL.path)"
            [privacy]
            policy = "keep"
            [pages]
            enabled = false

            """
        for number in 0..<answering {
            try sshd.folder.make("remote-\(number)")
            text += Self.server("ns\(number)", sshd, port: sshd.port, directory: sshd.folder["remote-\(number)"])
        }
        for (number, listener) in listeners.enumerated() {
            text += Self.server("silent\(number)", sshd, port: listener.port, directory: "/nowhere-\(number)")
        }
        try folder.write(text, to: "entrada.toml")
        process = try ChildProcess(
            Program.built("entradad"), ["--config", folder["entrada.toml"], "--socket", folder["control.sock"]])
        var log = ""
        while !log.contains("notice ready") {
            let more = process.readOutput()
            if more.isEmpty { throw CocoaError(.executableLoad) }
            log += more
        }
        // A daemon whose warnings nobody reads would stand still once the pipe is full.
        Thread.detachNewThread { [process] in while !process.readOutput().isEmpty {} }
    }

    private static func server(_ name: String, _ sshd: SFTPServer, port: UInt16, directory: String) -> String {
        """
        [servers.\(name)]
        source = "sftp"
        host = "127.0.0.1"
        port = \(port)
        user = "\(SFTPServer.user)"
        key = "\(sshd.folder["user"])"
        known_hosts = "\(sshd.folder["known_hosts"])"
        directory = "\(directory)"
        pattern = "*.pcap*"

        """
    }

    /// Lets a capture of `made/` appear on a name server, complete at once.
    func publish(_ name: String, on server: Int) throws {
        let bytes = try folder.bytes("made/" + name)
        try sshd.folder.write(bytes, to: "provisional", modifiedSeconds: Int(Date().timeIntervalSince1970))
        try FileManager.default.moveItem(
            atPath: sshd.folder["provisional"], toPath: sshd.folder["remote-\(server)/" + name])
    }

    /// Rows of a server that a query sees now.
    func rows(of server: Int) throws -> Int {
        let text = try Program.run(
            Program.built("entradactl"),
            [
                "query", "SELECT count(*) FROM dns WHERE server = 'ns\(server)'", "--format", "csv", "--socket",
                folder["control.sock"], "--root", folder["root"], "--config", folder["entrada.toml"],
            ])
        return text.split(separator: "\n").last.flatMap { Int($0) } ?? 0
    }

    func stop() {
        kill(process.identifier, SIGTERM)
        _ = process.wait()
    }
}

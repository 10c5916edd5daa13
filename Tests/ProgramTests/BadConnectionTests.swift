import Foundation
import RealServers
import Testing

/// What can be wrong between the daemon and a name server.
@Suite("Bad connections", .serialized, .enabled(if: SFTPServer.isInstalled, "sshd or ssh-keygen is not installed"))
struct BadConnectionTests {
    /// A server with captures, and an installation whose table of it is changed.
    private func failing(
        _ table: (SFTPServer) throws -> String, says expected: [String],
        repaired: ((SFTPServer) throws -> Void)? = nil
    ) throws {
        let traffic = try Traffic.shared.get()
        let server = try SFTPServer()
        try server.folder.make("remote")
        try traffic.copy(to: server.folder, "remote")
        let installation = try Installation(servers: try table(server))
        let daemon = try installation.start()
        let outcome = try installation.control("run", "fetch", "--wait")
        #expect(outcome.code != 0)
        for text in expected { #expect(outcome.output.contains(text), "\(outcome.output)") }
        // Nothing was taken, and nothing is gone.
        #expect(installation.paths("incoming").isEmpty)
        #expect(try server.folder.names(in: "remote").count == traffic.captures.count)
        if let repaired {
            try repaired(server)
            for job in ["fetch", "fetch", "stage", "decode"] {
                let outcome = try installation.control("run", job, "--wait")
                #expect(outcome.code == 0, "\(job): \(outcome.output)")
            }
            #expect(try installation.files().filter { $0.state == "archived" }.count == traffic.captures.count)
        }
        #expect(daemon.stop() == 0)
    }

    @Test("a host key that is not the known one stops the connection")
    func wrongHostKey() throws {
        let other = try TestFolder()
        try Program.makeKey(other["other"])
        try failing(
            { server in
                let words = String(decoding: try other.bytes("other.pub"), as: UTF8.self).split(separator: " ")
                let line = "[127.0.0.1]:\(server.port) \(words[0]) \(words[1])\n"
                try other.write(line, to: "known_hosts")
                return SFTPServers.table(
                    "ns1", server, directory: server.folder["remote"], knownHosts: other["known_hosts"])
            }, says: ["host key", "known_hosts"],
            repaired: { server in
                try other.write(
                    "[127.0.0.1]:\(server.port) \(try server.hostKey("ed25519"))\n", to: "known_hosts")
            })
    }

    @Test("a key that the server does not know is refused")
    func wrongUserKey() throws {
        let other = try TestFolder()
        try Program.makeKey(other["key"])
        try failing(
            { SFTPServers.table("ns1", $0, directory: $0.folder["remote"], key: other["key"]) },
            says: ["authorized_keys"])
    }

    @Test("a server that does not listen")
    func unreachable() throws {
        let free = LoopbackSocket().port
        try failing(
            { SFTPServers.table("ns1", $0, directory: $0.folder["remote"], port: free) },
            says: ["127.0.0.1", "refused"])
    }

    @Test("a directory that may not be read")
    func noPermission() throws {
        try failing(
            { server in
                try server.folder.make("closed", mode: 0o700)
                if SFTPServer.isRoot { try server.folder.make("closed", mode: 0o700) }
                return SFTPServers.table("ns1", server, directory: "/root")
            }, says: ["/root", "ermission"])
    }

    @Test("a key file that is missing is a fault of the configuration")
    func missingKeyFile() throws {
        let server = try SFTPServer()
        let installation = try Installation(
            servers: SFTPServers.table("ns1", server, directory: "/", key: server.folder["no-such-key"]))
        let outcome = try installation.tryToStart()
        #expect(outcome.code == 78)
        #expect(outcome.output.contains("no-such-key"), "\(outcome.output)")
        #expect(outcome.output.contains("entrada.toml:"), "\(outcome.output)")
    }
}

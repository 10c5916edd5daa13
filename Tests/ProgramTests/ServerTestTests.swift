import Control
import Foundation
import RealServers
import Testing

/// `entradactl servers test` against a real sshd.
@Suite(
    "Tests of name servers", .serialized, .enabled(if: SFTPServer.isInstalled, "sshd or ssh-keygen is not installed"))
struct ServerTestTests {
    @Test("a server that is well: fingerprint, algorithms, listing, and what would be fetched")
    func well() throws {
        let traffic = try Traffic.shared.get()
        let server = try SFTPServer()
        try server.folder.make("remote")
        try traffic.copy(to: server.folder, "remote")
        try server.folder.write("text", to: "remote/notes.txt")
        let installation = try Installation(
            servers: SFTPServers.table("ns1", server, directory: server.folder["remote"]))
        let daemon = try installation.start()
        let report = try installation.json(ServerTestReport.self, "servers", "test", "ns1")
        #expect(report.passed && report.error == nil && report.failedAt == nil)
        #expect(report.place == "\(SFTPServer.user)@127.0.0.1:\(server.port)")
        let connection = try #require(report.connection)
        let known = try Program.run("/usr/bin/ssh-keygen", ["-l", "-f", server.folder["host-ed25519.pub"]])
        #expect(known.contains(connection.fingerprint), "\(connection)")
        #expect(connection.hostKeyAlgorithm == "ssh-ed25519" && connection.authentication == "publickey")
        #expect(connection.software.hasPrefix("SSH-2.0-OpenSSH"))
        for text in [connection.keyExchange, connection.cipher, connection.mac] { #expect(text != "(unknown)") }
        #expect(report.files == 2 && report.bytes > 0)
        #expect(report.rest.contains { $0.reason == "the name does not match '*.pcap*'" && $0.example == "notes.txt" })
        // Nothing was fetched, and nothing remembered.
        #expect(try installation.files().isEmpty)
        for job in ["fetch", "fetch"] { try installation.control("run", job, "--wait") }
        let after = try installation.json(ServerTestReport.self, "servers", "test", "ns1")
        #expect(after.fetch.isEmpty && after.rest.contains { $0.reason.hasPrefix("already known") && $0.count == 2 })
        let list = try installation.control("servers")
        #expect(list.output.contains("LAST POLL"), "\(list.output)")
        #expect(daemon.stop() == 0)
    }

    @Test("each thing that can be wrong: the step, and what to do; the daemon goes on")
    func faults() throws {
        let server = try SFTPServer()
        let other = try TestFolder()
        try Program.makeKey(other["key"])
        try other.write("", to: "known_hosts")
        let stranger = String(decoding: try other.bytes("key.pub"), as: UTF8.self).split(separator: " ").prefix(2)
        try other.write("[127.0.0.1]:\(server.port) \(stranger.joined(separator: " "))\n", to: "wrong_hosts")
        let silent = LoopbackSocket()
        silent.startListening()
        let free = LoopbackSocket().port
        let table = { (name: String, port: UInt16?, key: String?, hosts: String?, directory: String) in
            SFTPServers.table(name, server, directory: directory, key: key, knownHosts: hosts, port: port)
        }
        let installation = try Installation(
            servers: [
                table("refused", free, nil, nil, "/"), table("silent", silent.port, nil, nil, "/"),
                table("unknown", nil, nil, other["known_hosts"], "/"),
                table("mismatch", nil, nil, other["wrong_hosts"], "/"), table("key", nil, other["key"], nil, "/"),
                table("missing", nil, nil, nil, "/no/such/place"), table("denied", nil, nil, nil, "/root"),
            ].joined())
        let daemon = try installation.start()
        for (name, step, expected) in [
            ("refused", "connect", "Connection refused"),
            ("unknown", "host_key", "ssh-keyscan -p \(server.port) 127.0.0.1 >> \(other["known_hosts"])"),
            ("mismatch", "host_key", "differs from the one in"), ("key", "login", "authorized_keys"),
            ("missing", "list", "/no/such/place is missing"), ("denied", "list", "no permission to list /root"),
        ] {
            let report = try installation.json(ServerTestReport.self, "servers", "test", name)
            #expect(report.failedAt == step, "\(name): \(report)")
            #expect(report.error?.contains(expected) == true, "\(name): \(report.error ?? "no error")")
        }
        let late = try installation.control("servers", "test", "silent", "--seconds", "1")
        #expect(late.code == 1 && late.output.contains("no answer within 1 s"), "\(late.output)")
        // The connection hangs on behind it, and holds up nobody.
        #expect(try installation.control("status").code == 0)
        #expect(try installation.control("servers", "test", "nobody").code == 4)
        #expect(daemon.stop() == 0)
    }

    @Test("config check finds what sshd would refuse, before anything is started")
    func check() throws {
        let server = try SFTPServer()
        let keys = try TestFolder()
        try Program.makeKey(keys["open"])
        try keys.touch("open", modifiedSeconds: 1)
        try Program.makeKey(keys["locked"], passphrase: "secret")
        try Program.makeKey(keys["rsa"], type: "rsa")
        let names = ["open", "locked", "rsa", "locked.pub"]
        let installation = try Installation(
            servers: names.enumerated().map { index, name in
                SFTPServers.table("s\(index)", server, directory: "/\(name)", key: keys[name])
            }.joined())
        let outcome = try installation.control("config", "check")
        #expect(outcome.code == 78)
        for text in [
            "\(keys["open"]) (server s0) can be used by others (mode 644)",
            "\(keys["locked"]) (server s1) has a passphrase",
            "\(keys["rsa"]) (server s2) is an RSA key", "\(keys["locked.pub"]) (server s3) is the public half",
        ] { #expect(outcome.output.contains(text), "\(outcome.output)") }
        #expect(outcome.output.split(separator: "\n").allSatisfy { $0.contains("entrada.toml:") }, "\(outcome.output)")
    }
}

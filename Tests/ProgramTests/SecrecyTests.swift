import Foundation
import RealServers
import SharedInputs
import Synchronization
import Testing

/// No secret is in the ledger, in arguments, in environments, in logs, or in what anybody is answered.
@Suite("Secrets", .serialized, .enabled(if: SFTPServer.isInstalled, "sshd or ssh-keygen is not installed"))
struct SecrecyTests {
    private static let token = "marked-token-0123456789abcdef0123456789"
    private static let remote = "marked-credential-0123456789abcdef0123"
    private static let header = "Bearer marked-header-0123456789abcdef"
    private static let address = "marked-address-0123456789abcdef"
    private static let pseudonyms = String(repeating: "5ec2e7f00dfeed01", count: 4)

    @Test("with secrets everywhere, they are found where they belong, and nowhere else")
    func nowhere() throws {
        let server = try SFTPServer()
        try server.folder.make("remote")
        let traffic = try Traffic.shared.get()
        try traffic.copy(to: server.folder, "remote")
        try server.folder.write("this is no capture", to: "remote/bad.pcap")
        let folder = try TestFolder()
        let hook = ScriptedHTTPServer { _ in ScriptedHTTPServer.answer("", status: "500 Broken") }
        defer { hook.stop() }
        try folder.make("credentials")
        try folder.write(Self.token + "\n", to: "token")
        try folder.write(Self.remote + "\n", to: "credentials/remote")
        try folder.write(Self.header + "\n", to: "header")
        try folder.write(hook.url(Self.address) + "\n", to: "address")
        try folder.write(Self.pseudonyms, to: "pseudonyms")
        let (control, pages) = (LoopbackSocket().port, LoopbackSocket().port)
        let installation = try Installation(
            servers: """
                [control]
                listen = "127.0.0.1:\(control)"
                [[tokens]]
                name = "local"
                role = "operate"
                secret = "\(folder["token"])"
                [[tokens]]
                name = "remote"
                role = "read"
                secret = "credential:remote"
                [[alerts]]
                name = "bad"
                on = "quarantine"
                webhook = "\(folder["address"])"
                secret = "\(folder["header"])"
                \(SFTPServers.table("ns1", server, directory: server.folder["remote"]))
                """, privacy: "policy = \"pseudonymise\"\nkey = \"\(folder["pseudonyms"])\"")
        let worker = try WorkerScript.write(
            to: folder, when: "",
            """
            tr '\\0' '\\n' < /proc/$$/environ >> '\(folder["workers"])'
            tr '\\0' '\\n' < /proc/$$/cmdline >> '\(folder["workers"])'
            printf '%s\\n' "$request" >> '\(folder["workers"])'
            """)
        let daemon = try RunningDaemon(
            installation, worker: worker, environment: ["CREDENTIALS_DIRECTORY=" + folder["credentials"]],
            extra: ["--pages-port", String(pages), "--log-level", "trace"])
        for job in ["fetch", "fetch", "stage", "decode", "compact"] {
            try installation.control("run", job, "--wait", "--reason", "a test")
        }
        try installation.wait("the alert was tried", for: daemon) { !hook.requests.isEmpty }
        try daemon.wait(for: "could not be delivered")
        let request = try #require(hook.requests.first)
        #expect(request.path == Self.address && request.headers["authorization"] == Self.header)

        var said: [String: String] = ["log": daemon.output, "hook": request.body]
        let metrics = try PlainHTTP.get("/metrics", port: pages)
        #expect(metrics.status == 200)
        let read = try PrometheusText(metrics.body)
        #expect(read.value("entrada_captures", ["server": "ns1", "state": "archived"]) == 2)
        #expect((read.value("entrada_alert_messages_total", ["alert": "bad", "result": "failed"]) ?? 0) >= 1)
        said["metrics"] = metrics.body
        said["health"] = try PlainHTTP.get("/health", port: pages).body
        said["page"] = try PlainHTTP.get("/", port: pages).body
        for secret in [Self.token, Self.remote] {
            let answer = try PlainHTTP.get("/v1/status", port: control, headers: ["Authorization: Bearer " + secret])
            #expect(answer.status == 200)
            said["remote"] = answer.body
        }
        #expect(try PlainHTTP.get("/v1/status", port: control).status == 401)
        for verb in [
            ["status"], ["jobs"], ["runs"], ["files"], ["events", "--limit", "1000"], ["doctor"], ["show", "1"],
        ] {
            said[verb[0]] = try installation.control(verb + ["--json"]).output
        }
        let ours = [daemon.identifier] + daemon.workers
        for process in ours {
            for file in ["cmdline", "environ"] {
                let bytes = FileManager.default.contents(atPath: "/proc/\(process)/\(file)") ?? Data()
                said["\(process) \(file)"] = String(decoding: bytes, as: UTF8.self)
            }
        }
        said["workers"] = try String(contentsOfFile: folder["workers"], encoding: .utf8)
        #expect(said["workers"]?.contains("key_file") == true)
        #expect(daemon.stop() == 0)
        for path in installation.paths("") {
            let bytes = FileManager.default.contents(atPath: installation.root + "/" + path) ?? Data()
            said[path] = String(decoding: bytes, as: UTF8.self)
        }
        #expect(said["ledger.sqlite"]?.contains("quarantined") == true)
        let key = try String(contentsOfFile: server.folder["user"], encoding: .utf8)
        let line = try #require(key.split(separator: "\n").dropFirst().first)
        let secrets = [Self.token, Self.remote, Self.header, Self.address, Self.pseudonyms, String(line)]
        for (place, text) in said {
            for secret in secrets { #expect(!text.contains(secret), "\(secret) is in \(place)") }
        }
    }
}

import Foundation
import RealServers
import Testing

/// The three programs together, over a real sshd.
@Suite("The whole pipeline", .serialized, .enabled(if: SFTPServer.isInstalled, "sshd or ssh-keygen is not installed"))
struct PipelineTests {
    private func installation(_ server: SFTPServer) throws -> Installation {
        try Installation(servers: SFTPServers.table("ns1_ams", server, directory: server.folder["remote"]))
    }

    private func runAll(_ installation: Installation) throws {
        // Two listings that agree make a file complete.
        for job in ["fetch", "fetch", "stage", "decode"] {
            let outcome = try installation.control("run", job, "--wait")
            #expect(outcome.code == 0, "\(job): \(outcome.output)")
        }
    }

    @Test("captures on a name server become rows, each once, and lie in the archive")
    func endToEnd() throws {
        let traffic = try Traffic.shared.get()
        let server = try SFTPServer()
        try server.folder.make("remote")
        try traffic.copy(to: server.folder, "remote")
        let installation = try installation(server)
        let daemon = try installation.start()
        try runAll(installation)
        let files = try installation.files()
        #expect(files.count == 2)
        #expect(files.allSatisfy { $0.state == "archived" }, "\(files)")
        #expect(installation.paths("archive").count == 2)
        #expect(installation.paths("incoming").isEmpty && installation.paths("processing").isEmpty)
        // What still waits for an answer at the end of the last capture is in the state, not in a row.
        let before = try #require(try installation.number("SELECT count(*) FROM dns"))
        #expect(before > 0 && before <= traffic.rows)
        let servers = try installation.control(
            "query", "SELECT DISTINCT server, server_location FROM dns", "--format", "csv")
        #expect(servers.output.contains("ns1,ams"), "\(servers.output)")

        let compaction = try installation.control("run", "compact", "--wait")
        #expect(compaction.code == 0, "\(compaction.output)")
        #expect(try installation.number("SELECT count(*) FROM dns") == before)
        #expect(installation.paths("warehouse").contains { $0.hasPrefix("dns/day=2024-03-10/gen=1/") })

        for file in files {
            let trace = try installation.control("trace", String(file.id))
            #expect(trace.output.contains("archived"), "\(trace.output)")
            // The account of each capture closes on both sides.
            let account = try installation.json(TracedCapture.self, "trace", String(file.id)).account
            #expect(account.closes && account.packets == file.packets)
            #expect(account.fates.values.reduce(0, +) == file.packets)
            let rows = try ["dns", "icmp"].map { table in
                try installation.number("SELECT count(*) FROM \(table) WHERE capture_id = \(file.id)") ?? 0
            }
            #expect(rows.reduce(0, +) == account.rows && rows[0] > 0, "\(rows)")
        }
        let verification = try installation.control("ledger", "verify")
        #expect(verification.code == 0 && verification.output.contains("sound"), "\(verification.output)")
        #expect(daemon.stop() == 0)
        let status = try installation.control("status")
        #expect(status.code == 0 && status.output.contains("no daemon answers"), "\(status.output)")
    }

    @Test("a second look fetches nothing again, and decoding again changes nothing")
    func idempotent() throws {
        let traffic = try Traffic.shared.get()
        let server = try SFTPServer()
        try server.folder.make("remote")
        try traffic.copy(to: server.folder, "remote")
        let installation = try installation(server)
        let daemon = try installation.start()
        try runAll(installation)
        let before = try installation.number("SELECT count(*) FROM dns")
        try runAll(installation)
        #expect(try installation.files().count == 2)
        #expect(try installation.number("SELECT count(*) FROM dns") == before)
        // The same content under another name is no second capture.
        try server.folder.write(
            try Data(contentsOf: URL(fileURLWithPath: traffic.captures[0])), to: "remote/copy-20240310-120000.pcap")
        try runAll(installation)
        #expect(try installation.number("SELECT count(*) FROM dns") == before)
        #expect(daemon.stop() == 0)
    }

    @Test("a daemon that is killed at any step loses and doubles nothing", arguments: 0..<4)
    func killed(after steps: Int) throws {
        let traffic = try Traffic.shared.get()
        let server = try SFTPServer()
        try server.folder.make("remote")
        try traffic.copy(to: server.folder, "remote")
        let installation = try installation(server)
        let jobs = ["fetch", "fetch", "stage", "decode"]
        var daemon = try installation.start()
        for job in jobs[...steps] { try installation.control("run", job) }
        daemon.kill()
        daemon = try installation.start()
        try runAll(installation)
        #expect(try installation.files().filter { $0.state == "archived" }.count == 2)
        #expect(try installation.control("run", "compact", "--wait").code == 0)
        let doubled = try installation.number(
            "SELECT count(*) FROM (SELECT 1 FROM dns GROUP BY capture_id, capture_frame, row_kind, dns_id, ip_src, "
                + "prot_src_port, \"time\", dns_qname_full, dns_qtype HAVING count(*) > 1)")
        let whole = try traffic.rowsOfChain()
        #expect(doubled == 0)
        #expect(try installation.number("SELECT count(*) FROM dns") == whole)
        #expect(try installation.control("ledger", "verify").code == 0)
        #expect(daemon.stop() == 0)
    }
}

/// The account of a capture in `entradactl trace --json`.
struct TracedCapture: Decodable {
    struct Account: Decodable {
        var packets: Int64
        var fates: [String: Int64]
        var rows: Int
        var closes: Bool
    }

    var account: Account
}

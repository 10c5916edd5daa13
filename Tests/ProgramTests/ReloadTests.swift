import Foundation
import RealServers
import Testing

@Suite("Reloading the configuration of a running daemon")
struct ReloadTests {
    private func reloads(_ installation: Installation) throws -> [String] {
        try installation.control("events", "--limit", "500").output.split(separator: "\n")
            .filter { $0.contains("configuration") }.map(String.init)
    }

    @Test("All or nothing, and the event says what has changed")
    func changes() throws {
        let installation = try Installation(servers: "[servers.ns1]\nsource = \"pushed\"\n")
        let daemon = try installation.start()
        defer { daemon.stop() }
        #expect(
            try installation.control("config", "diff").output
                == "no changes: the daemon uses the configuration of the files\n")
        let job = """
            name = "own"
            kind = "command"
            schedule = "0 5 * * *"
            not_on = ["12-25"]
            [parameters]
            program = "/bin/true"
            """
        try installation.folder.write(job, to: "jobs.d/99-own.toml")
        #expect(try installation.control("config", "diff").output == "+ job own\n")
        let first = try installation.control("reload")
        #expect(first.output.contains("added job own"), "\(first.output)")
        try installation.folder.write(job + "\npriority = 3\n", to: "jobs.d/99-own.toml")
        let refused = try installation.control("reload")
        #expect(refused.code == 78)
        #expect(refused.output.contains("99-own.toml:7"), "\(refused.output)")
        try installation.folder.write("priority = 3\n" + job, to: "jobs.d/99-own.toml")
        #expect(try installation.control("reload").output.contains("changed job own (priority)"))
        #expect(try installation.control("run", "own", "--wait").code == 0)
        let events = try reloads(installation)
        #expect(events.count == 3)
        #expect(events.first?.contains("added job own") == true, "\(events)")
        #expect(events.dropFirst().first?.contains("refused") == true, "\(events)")
        #expect(events.last?.contains("changed job own (priority)") == true, "\(events)")
    }
}

import Foundation
import RealServers
import Testing

/// The real daemon and its worker against a web server of the test's own.
@Suite("Reference data from a web server")
struct RefreshTests {
    @Test("a good list is used from the next decode on; a broken one changes nothing")
    func refresh() throws {
        let traffic = try Traffic.shared.get()
        let server = ScriptedHTTPServer { _ in ScriptedHTTPServer.answer("<html>Sorry</html>") }
        defer { server.stop() }
        let installation = try Installation(servers: "[servers.ns1]\nsource = \"pushed\"") { name, text in
            guard name.contains("refresh") else { return text }
            return text.replacing("enabled     = false", with: "enabled     = true")
                .replacing("# suffix_list   = ", with: "suffix_list = \"\(server.url("list"))\" # ")
        }
        let daemon = try installation.start()
        let refused = try installation.control("run", "refresh", "--wait")
        #expect(refused.code != 0)
        let runs = try installation.control("runs", "--job", "refresh")
        #expect(runs.output.contains("suffix_list"), "\(runs.output)")
        #expect(installation.paths("reference").isEmpty)
        // By no other list is a suffix below nl.
        server.follow { _ in ScriptedHTTPServer.answer("// ours\nnl\n*.nl\ncom\n") }
        let taken = try installation.control("run", "refresh", "--wait")
        #expect(taken.code == 0, "\(taken.output)")
        #expect(installation.paths("reference") == ["public_suffix_list.dat", "public_suffix_list.dat.json"])
        try traffic.copy(to: installation.folder, "root/captures/ns1")
        for job in ["stage", "decode"] {
            let outcome = try installation.control("run", job, "--wait")
            #expect(outcome.code == 0, "\(job): \(outcome.output)")
        }
        let found = try installation.number("SELECT count(*) FROM dns WHERE dns_tld LIKE '%.nl'")
        #expect(try #require(found) > 100)
        #expect(daemon.stop() == 0)
    }
}

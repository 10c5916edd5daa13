import Foundation
import RealServers
import Testing

/// Who may look at, and who may operate, a real daemon: other users, over its socket.
@Suite("groups", .serialized, .enabled(if: getuid() == 0, "only root can be somebody else"))
struct GroupTests {
    /// `entradactl` as the user `nobody`, whose group is `nogroup`.
    private func asNobody(_ installation: Installation, _ arguments: [String]) throws -> ProgramOutcome {
        try Program.outcome(
            "/usr/bin/setpriv",
            ["--reuid=nobody", "--regid=nogroup", "--clear-groups", Program.built("entradactl")] + arguments
                + ["--socket", installation.folder["control.sock"], "--root", installation.root]
                + ["--config", installation.folder["entrada.toml"], "--jobs", installation.folder["jobs.d"]])
    }

    private func daemon(_ control: String) throws -> (Installation, RunningDaemon) {
        let installation = try Installation(servers: "[control]\n" + control)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: installation.folder[""])
        return (installation, try installation.start())
    }

    @Test("readers look, and get no order through")
    func readers() throws {
        let (installation, daemon) = try daemon("reader_group = \"nogroup\"\noperator_group = \"root\"")
        #expect(try asNobody(installation, ["jobs"]).code == 0)
        #expect(try asNobody(installation, ["events"]).code == 0)
        let root = installation.root
        for order in [
            ["pause", "fetch"], ["resume", "fetch"], ["run", "expire"], ["retry", "--failed"],
            ["reload"], ["ledger", "backup", root + "/copy"], ["clock", "confirm"],
        ] {
            let outcome = try asNobody(installation, order)
            #expect(outcome.code == 6, "\(order): \(outcome.code) \(outcome.output)")
        }
        #expect(try installation.control("events").output.contains("nobody") == false)
        #expect(daemon.stop() == 0)
    }

    @Test("operators give orders, in their own name; others do not even connect")
    func operators() throws {
        let (installation, daemon) = try daemon("operator_group = \"nogroup\"")
        #expect(try asNobody(installation, ["pause", "fetch", "--reason", "a test"]).code == 0)
        #expect(try installation.control("events").output.contains("nobody(65534)"))
        #expect(daemon.stop() == 0)
        let (closed, other) = try self.daemon("operator_group = \"root\"")
        let outcome = try asNobody(closed, ["jobs"])
        #expect(outcome.code == 6, "\(outcome.output)")
        #expect(other.stop() == 0)
    }
}

import Foundation
import RealServers
import Testing

/// The ledger is lost, and a backup of it put back: drilled with the real programs.
@Suite("ledger restore", .serialized)
struct LedgerRestoreTests {
    private func fetch(_ number: Int, of traffic: Traffic, to source: TestFolder, _ installation: Installation) throws {
        let path = traffic.captures[number]
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        try source.write(try Data(contentsOf: URL(fileURLWithPath: path)), to: "captures/" + name)
        try decode(installation)
    }

    private func decode(_ installation: Installation) throws {
        for job in ["fetch", "fetch", "stage", "decode"] {
            let outcome = try installation.control("run", job, "--wait")
            #expect(outcome.code == 0, "\(job): \(outcome.output)")
        }
    }

    /// All files but those of the daemon itself.
    private func files(_ installation: Installation) -> [String] {
        ["captures", "incoming", "processing", "archive", "quarantine", "staging", "warehouse", "state", "trash"]
            .flatMap { area in installation.paths(area).map { area + "/" + $0 } }
    }

    @Test("after the ledger was lost a backup is put back, it is said, and nothing is deleted")
    func drill() throws {
        let traffic = try Traffic.shared.get()
        let source = try TestFolder()
        try source.make("captures")
        let installation = try Installation(servers: SFTPServers.local("ns1", directory: source["captures"]))
        let backup = installation.folder["backup.sqlite"]
        var daemon = try installation.start()
        try fetch(0, of: traffic, to: source, installation)
        #expect(try installation.control("ledger", "backup", backup).code == 0)
        try fetch(1, of: traffic, to: source, installation)
        let whole = try #require(try installation.number("SELECT count(*) FROM dns"))
        #expect(try whole == traffic.rowsOfChain())
        let refused = try installation.control("ledger", "restore", backup, "--yes")
        #expect(refused.code == 5 && refused.output.contains("a daemon (pid "), "\(refused.output)")
        #expect(daemon.stop() == 0)
        let before = files(installation)

        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: installation.root + "/ledger.sqlite" + suffix)
        }
        let lost = try installation.tryToStart()
        #expect(lost.code == 1 && lost.output.contains("entradactl ledger restore"), "\(lost.output)")
        let unasked = try installation.control("ledger", "restore", backup)
        #expect(unasked.code == 2 && unasked.output.contains("--yes"), "\(unasked.output)")
        let restored = try installation.control("ledger", "restore", backup, "--yes")
        #expect(
            restored.code == 0 && restored.output.contains("events are missing in the backup"), "\(restored.output)")

        daemon = try installation.start()
        #expect(files(installation) == before)
        let status = try installation.control("status", "--check")
        #expect(status.code == 7 && status.output.contains("restored by"), "\(status.output)")
        let doctor = try installation.control("doctor")
        #expect(doctor.code == 7 && doctor.output.contains("restored"), "\(doctor.output)")
        let verification = try installation.control("ledger", "verify")
        #expect(verification.code == 0 && verification.output.contains("restored by"), "\(verification.output)")
        for job in ["expire", "compact"] {
            let outcome = try installation.control("run", job, "--wait", "--reason", "a test")
            #expect(outcome.code == 5 && outcome.output.contains("doctor --repair"), "\(job): \(outcome.output)")
        }

        // What the source still has comes again, under a number that nobody had.
        try decode(installation)
        let captures = try installation.files()
        #expect(captures.map(\.state) == ["archived", "archived"])
        #expect(captures.map(\.id).max() ?? 0 > 1_000_000 && captures.map(\.id).min() == 1)
        #expect(try installation.number("SELECT count(*) FROM dns") == whole)
        #expect(Set(files(installation)).isSuperset(of: before))
        daemon.kill()
        daemon = try installation.start()
        #expect(Set(files(installation)).isSuperset(of: before))
        #expect(daemon.stop() == 0)
    }
}

import Foundation
import RealServers
import Testing

/// A data root on a small disk of its own that fills up, or that nobody may write to.
@Suite("the disk of the data root", .serialized, .enabled(if: SmallDisk.isPossible, "mounting is not allowed"))
struct StorageTests {
    private struct Status: Decodable { var alarms: [String] }

    /// Everything up to the decode; the captures wait in `incoming/`.
    private func withIncoming(_ body: (Installation, RunningDaemon, SmallDisk, TestFolder) throws -> Void) throws {
        let traffic = try Traffic.shared.get()
        let (source, disk) = (try TestFolder(), try TestFolder())
        let small = try SmallDisk(at: disk.path, sizeBytes: 8 << 20)
        let installation = try Installation(
            servers: SFTPServers.local("ns1", directory: source.path), root: disk["root"])
        try traffic.copy(to: source, ".")
        let daemon = try installation.start()
        for job in ["fetch", "fetch", "stage"] {
            #expect(try installation.control("run", job, "--wait", "--reason", "a test").code == 0)
        }
        try body(installation, daemon, small, disk)
        // It goes on by itself: the order is that of before, and only its end is waited for.
        try daemon.wait(for: "the data root can be written again")
        #expect(try installation.control("run", "decode", "--wait", "--reason", "a test").code == 0)
        #expect(try installation.files().map(\.state) == ["archived", "archived"])
        #expect(try installation.number("SELECT count(*) FROM dns") == (try traffic.rowsOfChain()))
        #expect(try installation.control("ledger", "verify").code == 0)
        let doctor = try installation.control("doctor")
        #expect(doctor.code == 0, "\(doctor.output)")
        #expect(try installation.json(Status.self, "status").alarms.isEmpty)
        #expect(daemon.stop() == 0)
        try small.unmount()
    }

    private func expectAnswers(_ installation: Installation) throws {
        let alarms = try installation.json(Status.self, "status").alarms
        #expect(alarms.contains { $0.contains("cannot be written") }, "\(alarms)")
        let states = try installation.files().map(\.state)
        #expect(!states.contains("quarantined"), "\(states)")
    }

    @Test("when it is full, nothing is given up; with room again it goes on by itself")
    func full() throws {
        try withIncoming { installation, daemon, _, disk in
            let filler = disk["filler"]
            let used = try Program.outcome("/usr/bin/dd", ["if=/dev/zero", "of=" + filler, "bs=4096"])
            #expect(used.output.contains("No space left"))
            try installation.control("run", "decode", "--reason", "a test")
            try installation.control("run", "backup", "--reason", "a test")
            try daemon.wait(for: "the data root cannot be written")
            try expectAnswers(installation)
            try disk.remove("filler")
        }
    }

    @Test("a start on a disk that cannot be written says so")
    func start() throws {
        let disk = try TestFolder()
        let small = try SmallDisk(at: disk.path, sizeBytes: 8 << 20)
        let installation = try Installation(servers: "", root: disk["root"])
        #expect(try installation.start().stop() == 0)
        try small.setReadOnly(true)
        let outcome = try installation.tryToStart()
        #expect(outcome.code != 0 && outcome.output.contains("Read-only file system"), "\(outcome.output)")
        try small.unmount()
    }
}

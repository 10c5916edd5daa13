import Foundation
import Ledger
import RealServers
import Testing

/// An installation is really broken; the doctor names it, repairs it, and every row is there once.
@Suite("doctor --repair", .serialized)
struct DoctorRepairTests {
    /// What must hold after each repair.
    private func expectMended(_ broken: Broken, rows: Int? = nil) throws {
        let second = try broken.installation.control("doctor")
        #expect(second.code == 0, "\(second.output)")
        #expect(try broken.count() == rows ?? broken.rows)
        #expect(try broken.installation.control("ledger", "verify").code == 0)
        let status = try broken.installation.control("status")
        #expect(!status.output.contains("differ"), "\(status.output)")
    }

    @Test("lost, cut and strange files: captures are decoded again, strangers go to the trash")
    func files() throws {
        let broken = try Broken()
        #expect(try broken.findings().isEmpty)
        try broken.remove(try broken.path("staging/dns", "/1-"))
        try broken.cut(try broken.path("staging/dns", "/2-"), to: 1000)
        try broken.remove(try broken.path("state", "2-"))
        try broken.write("stranger", "archive/ns1/2024-03-10/99-strange.pcap")
        try broken.write("stranger", "staging/dns/day=2024-03-10/strange.parquet")
        try broken.write("stranger", "warehouse/dns/day=2024-03-10/gen=9/strange.parquet")
        try broken.write("stranger", "state/ns1/strange.state")
        try broken.write("leftover", "work/77.1/out/x")
        try broken.write(String(repeating: "x", count: 2 << 20), "log/runs/1.log")
        let kinds = [
            "data-size", "leftover-work", "missing-data", "missing-state", "unknown-data", "unknown-file",
            "unknown-state",
        ]
        #expect(try broken.findings() == kinds)
        let told = try broken.installation.control("doctor")
        #expect(told.code == 7 && told.output.contains("repair:"), "\(told.output)")

        try broken.run("reconcile")
        let degraded = try broken.installation.control("status", "--check")
        #expect(degraded.code == 7 && degraded.output.contains("1 missing-data"), "\(degraded.output)")
        let plan = try broken.installation.control("doctor", "--repair", "--dry-run")
        #expect(plan.code == 0 && plan.output.contains("would be repaired"), "\(plan.output)")
        #expect(try broken.findings() == kinds, "a dry run changes nothing")

        let repair = try broken.repair()
        #expect(repair.code == 0, "\(repair.output)")
        #expect(repair.output.contains("large-log"), "\(repair.output)")
        try expectMended(broken)
        #expect(broken.installation.paths("trash").count >= 5, "nothing was deleted")
        // The state is there again: what waits in it goes on with the next capture.
        #expect(broken.installation.paths("state").contains { $0.contains("2-") })
        let events = try broken.installation.control("events", "--limit", "300")
        #expect(events.output.contains("a test"), "\(events.output)")
        let proof =
            "proof: doctor --repair: 10 files lost, cut or strange, all mended, rows equal to a straight decode\n"
        FileHandle.standardOutput.write(Data(proof.utf8))
    }

    @Test("row counts that somebody changed in the ledger: the captures are decoded again")
    func rows() throws {
        let broken = try Broken()
        try broken.run("compact", "reconcile")
        #expect(try broken.findings().isEmpty)
        broken.stop()
        try broken.tamper(
            "UPDATE capture_rows SET rows = rows - 5 WHERE capture = 2 AND file IN (SELECT id FROM data_files WHERE live)"
        )
        try broken.start()
        try broken.run("reconcile")
        #expect(try broken.findings() == ["capture-rows"])
        #expect(try broken.repair().code == 0)
        #expect(try broken.findings().isEmpty)
        #expect(try broken.count() == broken.rows)
        broken.stop()
        try broken.tamper("UPDATE data_files SET rows = rows + 1 WHERE live")
        try broken.start()
        try broken.run("reconcile")
        #expect(try broken.findings() == ["data-rows"])
        let repair = try broken.repair()
        #expect(repair.code == 0, "\(repair.output)")
        #expect(try broken.findings().isEmpty)
        #expect(try broken.count() == broken.rows)
    }

    @Test("rows that are live twice: those of the capture that has less of the content are hidden")
    func doubles() throws {
        let broken = try Broken()
        try broken.run("compact", "reconcile")
        #expect(try broken.findings().isEmpty)
        let rows = try broken.installation.number("SELECT count(*) FROM dns WHERE capture_id = 2") ?? 0
        broken.stop()
        try broken.tamper("INSERT INTO capture_contains (capture, contained) VALUES (2, 1)")
        try broken.start()
        try broken.run("reconcile")
        #expect(try broken.findings() == ["doubled-rows"])
        let told = try broken.installation.control("doctor")
        #expect(told.output.contains("queries count its packets twice"), "\(told.output)")
        let verified = try broken.installation.control("ledger", "verify")
        #expect(verified.output.contains("all of its content is live in capture 2 too"), "\(verified.output)")
        #expect(try broken.repair().code == 0)
        #expect(try broken.findings().isEmpty)
        #expect(try broken.count() == rows)
    }

    @Test("captures at the wrong place are put back; lost ones count as expired, and their rows stay")
    func captures() throws {
        let broken = try Broken()
        let (first, second) = (try broken.path("archive", "/1-"), try broken.path("archive", "/2-"))
        try broken.remove(first)
        try broken.move(second, "processing/ns1/misplaced.pcap")
        #expect(try broken.findings() == ["missing-capture", "unknown-file"])
        let repair = try broken.repair()
        #expect(repair.code == 0, "\(repair.output)")
        #expect(try broken.installation.files().map(\.state).sorted() == ["archived", "expired"])
        #expect(FileManager.default.fileExists(atPath: broken.absolute(second)))
        try expectMended(broken)
        // What is gone cannot be decoded again, and is not pretended to be.
        try broken.remove(try broken.path("staging/dns", "/1-"))
        let refused = try broken.repair()
        #expect(refused.code == 7 && refused.output.contains("restore the file from a backup"), "\(refused.output)")
        #expect(try broken.findings() == ["missing-data"])
    }

    @Test("a lost move: the capture is found among the strangers, or fetched again", arguments: [true, false])
    func moves(isFound: Bool) throws {
        let broken = try Broken()
        broken.stop()
        let name = "ns1-20240310-130000.pcap"
        let bytes = try Data(contentsOf: URL(fileURLWithPath: try Traffic.shared.get().captures[0]))
        // Another capture: the same packets and one byte of a packet that never came.
        try broken.source.write(bytes + [0], to: "captures/" + name)
        do {
            let daemon = try RunningDaemon(broken.installation, failpoint: "claim.after_decide:abort")
            for job in ["fetch", "fetch", "stage", "decode"] {
                try broken.installation.control("run", job, "--wait", "--reason", "a test")
            }
            #expect(daemon.stop() == 134, "never reached")
        }
        let path = try broken.path("incoming", "3-")
        if isFound { try broken.move(path, "quarantine/ns1/found.pcap") } else { try broken.remove(path) }
        try broken.start()
        #expect(try broken.findings().contains("move-lost"))
        let repair = try broken.repair()
        #expect(repair.code == 0, "\(repair.output)")
        #expect(try broken.findings().isEmpty)
        try broken.run("fetch", "fetch", "stage", "decode")
        let states = try broken.installation.files().map(\.state).sorted()
        #expect(states.count { $0 == "archived" } == 3, "\(states)")
        #expect(states.count == (isFound ? 3 : 4))
    }
}

import Foundation
import RealServers
import Testing

/// The ledger is lost and an older copy put in its place: the doctor brings in what the copy does not know.
@Suite("doctor --repair after a restore", .serialized)
struct RestoreRepairTests {
    /// What has happened to the files by then.
    enum Fate: CaseIterable {
        /// All is there: the archive, the files before compaction and the one after it.
        case complete
        /// The job fetch has brought the forgotten capture once more before anybody repaired.
        case fetchedAgain
        /// The files before compaction have been removed, as they are after a while.
        case compacted
        /// So have the captures in the archive: their rows are in the compacted file only.
        case expired
    }

    @Test("every row is there once", arguments: Fate.allCases)
    func restore(fate: Fate) throws {
        let broken = try Broken(captures: 1)
        let backup = broken.source["ledger.backup"]
        // A start asks the name servers; whether the forgotten capture is fetched before the repair is not left to chance.
        #expect(try broken.installation.control("pause", "fetch", "--reason", "a test").code == 0)
        #expect(try broken.installation.control("ledger", "backup", backup).code == 0)
        try broken.offer(capture: 1)
        try broken.run("fetch", "fetch", "stage", "decode", "compact")
        #expect(try broken.count() == broken.rows)
        broken.stop()
        for file in ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"] { try? broken.remove(file) }
        if [.compacted, .expired].contains(fate) { try broken.remove("staging/dns") }
        if fate == .expired {
            try broken.remove("archive/ns1")
            try FileManager.default.removeItem(atPath: broken.source["captures"])
            try broken.source.make("captures")
        }
        let restored = try broken.installation.control("ledger", "restore", backup, "--yes")
        #expect(restored.code == 0, "\(restored.output)")
        try broken.start()
        if fate == .fetchedAgain { try broken.run("fetch", "fetch", "stage", "decode") }
        #expect(try broken.findings().contains("unknown-data"))
        let plan = try broken.installation.control("doctor", "--repair", "--dry-run")
        #expect(plan.output.contains("would be repaired"), "\(plan.output)")
        let repair = try broken.repair()
        #expect(repair.code == 0, "\(repair.output)")
        try broken.run("decode")
        let second = try broken.installation.control("doctor")
        #expect(second.code == 0, "\(second.output)")
        #expect(try broken.count() == broken.rows, "\(repair.output)")
        let verification = try broken.installation.control("ledger", "verify")
        #expect(verification.code == 0, "\(verification.output)")
        // Things may be rewritten and deleted again.
        try broken.run("compact", "expire")
        #expect(try broken.count() == broken.rows)
        let states = try broken.installation.files().map(\.state)
        switch fate {
        case .complete, .compacted: #expect(states == ["archived", "archived"])
        case .fetchedAgain: #expect(states == ["archived", "archived", "archived"])
        case .expired: #expect(states == ["expired", "expired"])
        }
    }
}

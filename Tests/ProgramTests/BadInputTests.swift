import Foundation
import RealServers
import Testing

/// What goes wrong around the daemon: a message that says what to do, and nothing lost.
@Suite("Bad input", .serialized)
struct BadInputTests {
    private func withLocal(_ body: (Installation, TestFolder) throws -> Void) throws {
        let source = try TestFolder()
        let installation = try Installation(servers: SFTPServers.local("ns1", directory: source.path))
        try body(installation, source)
    }

    private func runAll(_ installation: Installation) throws {
        for job in ["fetch", "fetch", "stage", "decode"] { try installation.control("run", job, "--wait") }
    }

    @Test(
        "a configuration that is wrong is refused, with file, line and what was probably meant",
        arguments: [
            ("entrada.toml", "data_rot = \"/x\"\n", "data_root"),
            ("jobs.d/10-fetch.toml", "prioritty = 1\n", "priority"),
            ("jobs.d/99-new.toml", "name = \"new\"\nkind = \"fetsh\"\nevery = \"1h\"\n", "fetch"),
            ("jobs.d/99-new.toml", "name = \"new\"\nkind = \"verify\"\nschedule = \"61 * * * *\"\n", "minute"),
        ])
    func wrongConfiguration(file: String, text: String, expected: String) throws {
        try withLocal { installation, _ in
            let old = (try? String(contentsOfFile: installation.folder[file], encoding: .utf8)) ?? ""
            try installation.folder.write(text + old, to: file)
            for outcome in [try installation.tryToStart(), try installation.control("config", "check")] {
                #expect(outcome.code != 0)
                #expect(outcome.output.contains(installation.folder[file] + ":"), "\(outcome.output)")
                #expect(outcome.output.contains(expected), "\(outcome.output)")
            }
            #expect(try installation.tryToStart().code == 78)
        }
    }

    @Test("a second daemon on the same root ends at once and says who is there")
    func secondDaemon() throws {
        try withLocal { installation, _ in
            let daemon = try installation.start()
            let second = try installation.tryToStart()
            #expect(second.code == 5)
            #expect(second.output.contains(installation.root), "\(second.output)")
            // The first one is not disturbed.
            #expect(try installation.control("status").code == 0)
            #expect(daemon.stop() == 0)
        }
    }

    @Test("a corrupt and an empty capture go to quarantine, the good one beside them is decoded")
    func corruptCapture() throws {
        let traffic = try Traffic.shared.get()
        try withLocal { installation, source in
            try traffic.copy(to: source, ".")
            try source.write(TestFolder.noise(5000), to: "corrupt-20240310-110000.pcap")
            try source.write(Data(), to: "empty-20240310-110100.pcap")
            let daemon = try installation.start()
            try runAll(installation)
            let files = try installation.files()
            let bad = files.filter { $0.state == "quarantined" }
            #expect(bad.count == 2, "\(files)")
            #expect(files.filter { $0.state == "archived" }.count == 2, "\(files)")
            #expect(bad.contains { $0.reason?.contains("not a capture") ?? false }, "\(bad)")
            #expect(bad.contains { $0.reason?.contains("empty") ?? false }, "\(bad)")
            // The bytes are all there, with the reason beside them.
            #expect(installation.paths("quarantine").filter { $0.hasSuffix(".reason.json") }.count == 2)
            #expect(try installation.number("SELECT count(*) FROM dns") ?? 0 > 0)
            #expect(daemon.stop() == 0)
        }
    }

    @Test("a capture that was repaired can be tried again")
    func retryOfQuarantined() throws {
        let traffic = try Traffic.shared.get()
        try withLocal { installation, source in
            try source.write(TestFolder.noise(5000), to: "ns1-20240310-120000.pcap")
            let daemon = try installation.start()
            try runAll(installation)
            let bad = try #require(try installation.files().first)
            #expect(bad.state == "quarantined")
            let again = try installation.control("retry", "capture:\(bad.id)", "--wait")
            #expect(again.code == 1, "\(again.output)")
            #expect(try installation.files().first?.state == "quarantined")
            // The name server sends it again, whole this time: a new version of the same name.
            try source.write(
                try Data(contentsOf: URL(fileURLWithPath: traffic.captures[0])), to: "ns1-20240310-120000.pcap",
                modifiedSeconds: 1_700_000_100)
            try runAll(installation)
            #expect(try installation.files().contains { $0.state == "archived" })
            #expect(daemon.stop() == 0)
        }
    }

    @Test("a data root over two file systems is refused", .enabled(if: SmallDisk.isPossible, "mounting is not allowed"))
    func twoFilesystems() throws {
        try withLocal { installation, _ in
            try installation.folder.make("root/staging")
            let disk = try SmallDisk(at: installation.folder["root/staging"], sizeBytes: 1 << 20)
            let outcome = try installation.tryToStart()
            #expect(outcome.code != 0)
            #expect(outcome.output.contains("staging") && outcome.output.contains("filesystem"), "\(outcome.output)")
            try disk.unmount()
        }
    }
}

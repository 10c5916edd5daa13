import Foundation
import RealServers
import Testing

/// A capture that is bad for whoever works on it goes to quarantine, with the reason; the others go on (I7, I11).
@Suite("Poison", .serialized)
struct PoisonTests {
    /// Two name servers; the first one's second capture is called poison, and is one that nothing else is wrong with.
    private func servers(attempts: Int = 100) throws -> (NameServers, [StraightDecode]) {
        let good = try Traffic.shared.get().captures
        let servers = try NameServers(["ns1", "ns2"], decodeAttempts: attempts, filesPerWorker: 1)
        let names = good.map { $0.split(separator: "/").last.map(String.init) ?? "" }
        for server in ["ns1", "ns2"] {
            for (index, path) in good.enumerated() {
                try servers.offer(path, on: server, as: names[index], modifiedSeconds: 1_700_000_000 + 10 * index)
            }
        }
        let bad = try TestFolder()
        try Program.run(
            Program.built("entrada-worker"), ["simulate", "dns", "--out", bad.path, "--packets", "500", "--seed", "3"])
        let made = try #require(try bad.names(in: "").first)
        try servers.offer(bad[made], on: "ns1", as: "poison.pcap", modifiedSeconds: 1_700_000_005)
        return (servers, try ["ns1", "ns2"].map { try StraightDecode(server: $0, captures: good) })
    }

    private func expectQuarantine(
        _ servers: NameServers, _ straight: [StraightDecode], _ daemon: RunningDaemon, says reason: String
    ) throws {
        let installation = servers.installation
        try installation.wait("poison is in quarantine, the others are archived", for: daemon) {
            let files = try installation.files()
            return files.count == 5
                && files.allSatisfy { $0.state == ($0.name == "poison.pcap" ? "quarantined" : "archived") }
        }
        let notes = installation.paths("quarantine").filter { $0.hasSuffix("poison.pcap.reason.json") }
        let note = installation.root + "/quarantine/" + (try #require(notes.first))
        let text = try String(contentsOfFile: note, encoding: .utf8)
        #expect(text.contains(reason), "\(text)")
        try installation.endChains(for: daemon)
        #expect(try installation.differences(straight) == [])
        #expect(try installation.complaints() == [])
        #expect(daemon.stop() == 0)
    }

    @Test(
        "a capture that ends its worker each time",
        arguments: [
            ("kill -9 $$", "SIGKILL"),
            // As one that needs more than there is.
            (#"ENTRADA_MEMORY_BYTES=8000000 SWIFT_BACKTRACE=enable=no exec "$worker" "$@""#, "the worker"),
        ])
    func worker(commands: String, reason: String) throws {
        let (servers, straight) = try servers(attempts: 3)
        let worker = try WorkerScript.write(to: servers.folder, when: "poison", commands)
        let daemon = try RunningDaemon(servers.installation, worker: worker)
        try expectQuarantine(servers, straight, daemon, says: reason)
        let attempts = try LedgerGlance(servers.installation).number(
            """
            SELECT count(*) FROM attempts WHERE outcome = 'failed' AND run IN (SELECT runs.id FROM runs, captures
            WHERE runs.subject = 'capture:' || captures.id AND captures.name = 'poison.pcap')
            """)
        #expect(attempts == 3)
    }

    @Test("a capture that takes the daemon down with its worker: four times, and no fifth")
    func daemon() throws {
        let (servers, straight) = try servers()
        let worker = try WorkerScript.write(to: servers.folder, when: "poison", "kill -9 $PPID; kill -9 $$")
        for _ in 0..<4 {
            let daemon = try RunningDaemon(servers.installation, worker: worker)
            #expect(daemon.wait() == 128 + 9)
        }
        let daemon = try RunningDaemon(servers.installation, worker: worker)
        try expectQuarantine(servers, straight, daemon, says: "the daemon crashed four times")
    }
}

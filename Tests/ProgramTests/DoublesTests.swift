import Foundation
import RealServers
import Testing

/// However a capture comes once more, its rows are there once; the measure is a straight decode of each content.
@Suite("No doubles", .serialized)
struct DoublesTests {
    private static let begin = 1_700_000_000

    /// A name server with the shared traffic, all of it decoded.
    private func decoded(worker: String? = nil) throws -> (NameServers, StraightDecode, RunningDaemon) {
        let servers = try NameServers(["ns1"])
        let captures = try Traffic.shared.get().captures
        for (index, path) in captures.enumerated() {
            try servers.offer(path, on: "ns1", as: name(path), modifiedSeconds: Self.begin + index)
        }
        let daemon = try RunningDaemon(servers.installation, worker: worker)
        try servers.installation.wait(for: daemon, states: states(captures, "archived"))
        return (servers, try StraightDecode(server: "ns1", captures: captures), daemon)
    }

    private func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    private func states(_ captures: [String], _ state: String, and more: [String: String] = [:]) -> [String: String] {
        more.merging(captures.map { (name($0), state) }) { first, _ in first }
    }

    private func expectOnce(_ servers: NameServers, _ straight: StraightDecode, _ daemon: RunningDaemon) throws {
        let installation = servers.installation
        #expect(try installation.differences([straight]) == [])
        let order = try installation.control("run", "compact", "--wait", "--reason", "a test")
        #expect(order.code == 0, "\(order.output)")
        #expect(try installation.differences([straight]) == [])
        #expect(try installation.complaints() == [])
        #expect(daemon.stop() == 0)
    }

    /// How many captures are duplicates of others.
    private func duplicates(_ servers: NameServers) throws -> Int {
        try LedgerGlance(servers.installation).number("SELECT count(*) FROM captures WHERE duplicate_of IS NOT NULL")
    }

    @Test("the same bytes: under another name, compressed, with another time, and back after they were deleted")
    func delivered() throws {
        let (servers, straight, daemon) = try decoded()
        let captures = straight.captures
        try servers.offer(captures[0], on: "ns1", as: "other.pcap", modifiedSeconds: Self.begin + 10)
        try Program.run("/bin/sh", ["-c", "gzip -c \"$0\" >\"$1\"", captures[0], servers.folder["packed"]])
        try servers.offer(
            servers.folder["packed"], on: "ns1", as: name(captures[0]) + ".gz", modifiedSeconds: Self.begin + 11)
        let more = ["other.pcap": "archived", name(captures[0]) + ".gz": "archived"]
        try servers.installation.wait(for: daemon, states: states(captures, "archived", and: more))
        #expect(try duplicates(servers) == 2)

        // Deleted on the server and back as it was: the same file. With another time: another one, the same bytes.
        let first = name(captures[0])
        try servers.folder.remove("ns1/" + first)
        let looked = try servers.installation.control("run", "fetch", "--wait", "--reason", "a test")
        #expect(looked.code == 0, "\(looked.output)")
        try servers.offer(captures[0], on: "ns1", as: first, modifiedSeconds: Self.begin)
        try servers.offer(captures[1], on: "ns1", as: name(captures[1]), modifiedSeconds: Self.begin + 20)
        let twice = more.merging([name(captures[1]): "archived,archived", first: "archived"]) { $1 }
        try servers.installation.wait(for: daemon, states: twice)
        #expect(try duplicates(servers) == 3)
        try servers.installation.endChains(for: daemon)
        try expectOnce(servers, straight, daemon)
    }

    @Test("a capture that went to quarantine and was released")
    func released() throws {
        let folder = try TestFolder()
        let flag = folder["mended"]
        let worker = try WorkerScript.write(
            to: folder, when: "-120230.pcap",
            #"[ -e '\#(flag)' ] || { echo '{"event":"finished","reason":"not today"}'; exit 65; }"#)
        let servers = try NameServers(["ns1"], filesPerWorker: 1)
        let captures = try Traffic.shared.get().captures
        for (index, path) in captures.enumerated() {
            try servers.offer(path, on: "ns1", as: name(path), modifiedSeconds: Self.begin + index)
        }
        let daemon = try RunningDaemon(servers.installation, worker: worker)
        try servers.installation.wait(
            for: daemon, states: [name(captures[0]): "archived", name(captures[1]): "quarantined"])
        try folder.write("", to: "mended")
        for _ in 0..<2 {
            // The second time there is nothing left to release.
            let outcome = try servers.installation.control("retry", "--failed", "--reason", "a test")
            #expect(outcome.code == 0, "\(outcome.output)")
            try servers.installation.wait(for: daemon, states: states(captures, "archived"))
        }
        try servers.installation.endChains(for: daemon)
        #expect(servers.installation.paths("quarantine") == [])
        try expectOnce(servers, try StraightDecode(server: "ns1", captures: captures), daemon)
    }

    /// Decodes of a capture that have completed, when it is at rest.
    private func completed(_ capture: Int64, _ installation: Installation) throws -> Int {
        guard try installation.files().first(where: { $0.id == capture })?.state == "archived" else { return 0 }
        return try LedgerGlance(installation).number(
            "SELECT count(*) FROM runs WHERE subject = 'capture:\(capture)' AND state = 'completed'")
    }

    @Test("a capture that is decoded again while its day is being compacted")
    func reprocessed() throws {
        let folder = try TestFolder()
        // Compactions stand still until they may go on.
        let worker = try WorkerScript.write(
            to: folder, when: "2024-03-10",
            """
            if [ "${2%% *}" = compact ] && [ -e '\(folder["hold"])' ]; then
                touch '\(folder["holding"])'
                while [ -e '\(folder["hold"])' ]; do sleep 0.05 </dev/null >/dev/null 2>&1; done
            fi
            """)
        let (servers, straight, daemon) = try decoded(worker: worker)
        let installation = servers.installation
        try installation.endChains(for: daemon)
        for (round, capture) in try installation.files().enumerated() {
            try folder.write("", to: "hold")
            try? folder.remove("holding")
            #expect(try installation.control("retry", "capture:\(capture.id)", "--yes", "--reason", "a test").code == 0)
            try installation.wait("a compaction is under way", for: daemon) {
                _ = try installation.control("run", "compact", "--reason", "a test")
                return FileManager.default.fileExists(atPath: folder["holding"])
            }
            // It may have begun before the first order was done.
            try installation.wait("the first order is done", for: daemon) {
                try completed(capture.id, installation) >= 2
            }
            let again = try installation.control("retry", "capture:\(capture.id)", "--yes", "--reason", "a test")
            #expect(again.code == 0, "\(again.output)")
            try installation.wait("the capture is decoded again", for: daemon) {
                try completed(capture.id, installation) >= 3
                    && installation.files().allSatisfy { $0.state == "archived" }
            }
            try folder.remove("hold")
            try installation.wait("the compaction has ended", for: daemon) {
                try LedgerGlance(installation).number(
                    "SELECT count(*) FROM runs WHERE job = 'compact' AND state = 'running'") == 0
            }
            #expect(try installation.differences([straight]) == [], "round \(round)")
        }
        try expectOnce(servers, straight, daemon)
    }
}

import Foundation
import RealServers
import Testing

/// A name server shows a file in several versions before it is whole; the measure is a straight decode of the whole one.
@Suite("Versions of a file", .serialized)
struct VersionsTests {
    private static let begin = 1_700_000_000
    private static let name = "dump.pcap"

    @Test(
        "half, three quarters, half again, whole; with an empty one between; shrunk, and whole again",
        arguments: [[0.5, 0.75, 0.5, 1], [0.5, 0, 1], [1, 0.3], [0.4, 1, 0.3, 0.5, 1]])
    func once(_ parts: [Double]) throws {
        let servers = try NameServers(["ns1"])
        let installation = servers.installation
        let whole = try Data(contentsOf: URL(fileURLWithPath: try Traffic.shared.get().captures[0]))
        let daemon = try RunningDaemon(installation)
        var states: [String] = []
        for (index, part) in parts.enumerated() {
            let bytes = whole.prefix(Int(Double(whole.count) * part))
            try servers.folder.write(bytes, to: "version")
            try servers.offer(
                servers.folder["version"], on: "ns1", as: Self.name, modifiedSeconds: Self.begin + index)
            // The newest comes first.
            states.insert(bytes.isEmpty ? "quarantined" : "archived", at: 0)
            try installation.wait(for: daemon, states: [Self.name: states.joined(separator: ",")])
        }
        try servers.folder.write(whole, to: Self.name)
        let straight = try StraightDecode(server: "ns1", captures: [servers.folder[Self.name]])
        try installation.endChains(for: daemon)
        try expect(straight, installation)
        let order = try installation.control("run", "compact", "--wait", "--reason", "a test")
        #expect(order.code == 0, "\(order.output)")
        try expect(straight, installation)
        // Done again, all of them: nothing comes back.
        let again = try installation.control("run", "decode", "--only", "all", "--wait", "--reason", "a test")
        #expect(again.code == (states.contains("quarantined") ? 1 : 0), "\(again.output)")
        try installation.wait(for: daemon, states: [Self.name: states.joined(separator: ",")])
        try installation.endChains(for: daemon)
        try expect(straight, installation)
        #expect(try installation.complaints() == [])
        #expect(daemon.stop() == 0)
    }

    /// All rows of the server are those of the whole file, under one capture.
    private func expect(_ straight: StraightDecode, _ installation: Installation) throws {
        let live = try LedgerGlance(installation).number(
            """
            SELECT min(r.capture) FROM capture_rows r JOIN data_files f ON f.id = r.file AND f.live = 1
            WHERE NOT EXISTS (SELECT 1 FROM masks m WHERE m.file = r.file AND m.capture = r.capture)
            """)
        for table in ["dns", "icmp"] {
            #expect(try straight.digest(table, in: installation, captures: [Int64(live)]) == straight.digest(table))
        }
    }
}

import Failpoints
import Foundation
import RealServers
import Testing

/// The real programs die where they are told to. All failpoints with all actions are walked without the real worker; here
/// are those between the steps of each protocol.
@Suite("failpoints of the real programs", .serialized)
struct FailpointProgramTests {
    private static let points: [Failpoint] = [
        .recoveryAfterIncarnation, .fetchAfterDownload, .stageAfterDecide, .claimAfterApply, .decodeAfterState,
        .decodeAfterCommit, .batchAfterMoves, .batchAfterCapture, .batchAfterPublish, .batchAfterCommit,
        .quarantineAfterDecide, .compactAfterPublish, .expireAfterDecide, .backupAfterCopy,
    ]

    private static let expected: Result<Int, any Error> = Result { try Traffic.shared.get().rowsOfChain() }

    @Test("the list of failpoints is that of the code, each with its explanation")
    func list() throws {
        let outcome = try Program.outcome(Program.built("entradad"), ["--list-failpoints"])
        let lines = outcome.output.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        #expect(lines == Failpoint.allCases.map { [$0.rawValue, $0.summary] })
        let wrong = try Program.outcome(
            "/usr/bin/env", ["ENTRADA_FAILPOINT=decode.after:abort", Program.built("entradad")])
        #expect(wrong.code != 0 && wrong.output.contains("--list-failpoints"), "\(wrong.output)")
    }

    @Test("the daemon dies between two steps, and the next one finishes", arguments: points)
    func dies(point: Failpoint) throws {
        let traffic = try Traffic.shared.get()
        let source = try TestFolder()
        try source.make("captures")
        try traffic.copy(to: source, "captures")
        try source.write("this is no capture", to: "captures/bad.pcap")
        let installation = try Installation(
            servers: "[retention]\narchive_size = \"1B\"\n" + SFTPServers.local("ns1", directory: source["captures"])
        ) { Self.isOfOne(point) ? $1.replacing("max_files_per_run = 100 ", with: "max_files_per_run = 1 ") : $1 }
        do {
            let daemon = try RunningDaemon(installation, failpoint: point.rawValue + ":abort")
            try runAll(installation)
            #expect(daemon.stop() == 134, "never reached")
        } catch is RunningDaemon.NotReady {
            #expect(point.rawValue.hasPrefix("recovery."))
        }
        let daemon = try installation.start()
        try runAll(installation)
        let states = try installation.files().map(\.state).sorted()
        #expect(states == ["expired", "expired", "quarantined"])
        #expect(try installation.number("SELECT count(*) FROM dns") == Self.expected.get())
        #expect(try installation.control("ledger", "verify").code == 0)
        for directory in ["captures", "incoming", "processing", "work"] {
            #expect(installation.paths(directory).isEmpty, "\(directory): \(installation.paths(directory))")
        }
        let reasons = installation.paths("quarantine").filter { $0.hasSuffix(".reason.json") }
        #expect(reasons.count == 1)
        #expect(daemon.stop() == 0)
    }

    /// Only a worker that decodes nothing but one capture comes by there.
    private static func isOfOne(_ point: Failpoint) -> Bool {
        [.claimAfterApply, .decodeAfterState, .decodeAfterCommit].contains(point)
    }

    /// What is left of a whole life; orders to a daemon that has died fail at once.
    private func runAll(_ installation: Installation) throws {
        for job in ["fetch", "fetch", "stage", "decode", "compact", "expire", "backup"] {
            try installation.control("run", job, "--wait", "--reason", "a test")
        }
        try installation.control("reload")
    }
}

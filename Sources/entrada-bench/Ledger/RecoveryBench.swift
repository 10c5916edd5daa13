import Foundation
import Ledger
import Model
import RealServers

/// A daemon that died with many captures in flight: half of them with a move that was decided and not applied, a tenth
/// claimed by runs that nobody finishes, the others at rest in `incoming/`. Their files are there.
struct RecoveryBench {
    let captures: Int
    let scratch: String?
    private static let bytes = Data("0123456789".utf8)
    /// Of these bytes.
    private static let sha256 = "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882"

    func run() async throws {
        let bench = try BenchRoot(scratch: scratch)
        defer { withExtendedLifetime(bench) {} }
        let ledger = try bench.ledger()
        for server in BenchRoot.servers {
            for area in ["captures", "incoming", "processing"] {
                try FileManager.default.createDirectory(
                    atPath: "\(bench.root)/\(area)/\(server)", withIntermediateDirectories: true)
            }
        }
        let incarnation = try await ledger.write {
            try $0.beginIncarnation(bootID: "before", pid: 1, program: "bench").id
        }
        let step = 1000
        for first in stride(from: 0, to: captures, by: step) {
            let numbers = first..<min(first + step, captures)
            let paths = try await ledger.write { tx in
                try numbers.map { try Self.make($0, of: captures, incarnation, tx) }
            }
            for path in paths { try Self.bytes.write(to: URL(fileURLWithPath: bench.root + "/" + path)) }
        }
        let open = try await ledger.read { try $0.openIntents(limit: captures).count }
        // As a crash leaves it: the incarnation has no end.
        try ledger.close()
        let (daemon, seconds) = try bench.daemon()
        kill(daemon.identifier, SIGTERM)
        guard daemon.wait() == 0 else { throw CocoaError(.executableLoad) }
        let after = try bench.ledger()
        let left = try await after.read { try ($0.openIntents(limit: captures) + $0.troubledIntents()).count }
        try after.close()
        guard left == 0 else { throw CocoaError(.fileReadUnknown) }
        try Figure(
            "start of a daemon with \(captures) captures in flight, \(open) with an open move, until ready", [seconds],
            "s", atMost: 10
        ).report()
    }

    /// Returns where the capture's file lies.
    private static func make(_ number: Int, of total: Int, _ incarnation: Int64, _ tx: LedgerTransaction) throws
        -> String
    {
        let server = BenchRoot.servers[number % BenchRoot.servers.count]
        let id = try tx.adoptPushed(
            server: server, directory: "captures/" + server, fileName: "\(number).pcap",
            sizeBytes: Int64(bytes.count), modifiedUs: Int64(number))
        let arrived = "captures/\(server)/\(number).pcap"
        try tx.adopt(capture: try tx.view.requireCapture(id), sha256: sha256, sizeBytes: Int64(bytes.count), run: nil)
        if number * 2 < total { return arrived }
        try settle(id, tx)
        if number * 10 < total * 9 { return try tx.view.requireCapture(id).path ?? arrived }
        let run = try tx.createRun(
            NewRun(
                job: "decode", kind: "decode", subject: .capture(id), cause: .generation(0), priority: 0, nominalUs: 0,
                dueUs: 0)
        ).id
        _ = try tx.start(run: run, incarnation: incarnation)
        try tx.claim(capture: id, run: run)
        try settle(id, tx)
        return try tx.view.requireCapture(id).path ?? arrived
    }

    private static func settle(_ capture: Int64, _ tx: LedgerTransaction) throws {
        for intent in try tx.view.openIntents(capture: capture) { try tx.settle(intent: intent.id, status: .done) }
    }
}

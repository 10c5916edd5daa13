import Foundation
import Ledger
import Model
import RealServers

/// One day of captures by the real transactions, pruned, and then as many days like it as it takes.
struct LargeLedgerBench {
    let days: Int
    let scratch: String?
    private static let capturesPerServer = 288
    private static let repetitions = 21

    func run() async throws {
        let bench = try BenchRoot(scratch: scratch)
        defer { withExtendedLifetime(bench) {} }
        let ledger = try bench.ledger()
        let count = Int64(BenchRoot.servers.count * Self.capturesPerServer)
        let start = ContinuousClock.now
        try await live(ledger)
        _ = try await ledger.prune(beforeUs: Int64(Date().timeIntervalSince1970 * 1e6))
        for day in 1..<max(1, days) {
            try await ledger.write { try $0.copyDay(by: day, captures: count) }
            let copiedUs = Int64(Date().timeIntervalSince1970 * 1e6)
            while try await ledger.write({ try $0.pruneEvents(beforeUs: copiedUs, limit: 1000) }) > 0 {}
        }
        let captures = try await ledger.read { try $0.backlog().reduce(0) { $0 + $1.captures } }
        try ledger.close()
        try Figure("\(captures) captures written to a ledger", [(ContinuousClock.now - start) / .seconds(1)], "s")
            .report()
        let size = try FileManager.default.attributesOfItem(atPath: bench.root + "/ledger.sqlite")[.size] as? NSNumber
        try Figure(
            "bytes of a ledger of \(captures) captures for each of them",
            [(size?.doubleValue ?? .nan) / Double(captures)],
            "B", atMost: 2048
        ).report()
        let (daemon, seconds) = try bench.daemon()
        try Figure("start of a daemon with a ledger of \(captures) captures, until ready", [seconds], "s").report()
        try measure("entradactl status --json, \(captures) captures, whole process", atMost: 50) {
            try bench.control("status", "--json")
        }
        try measure("entradactl trace, \(captures) captures, whole process", atMost: 20) {
            try bench.control("trace", "capture:\(captures / 2)")
        }
        try measure("entradactl --help, whole process, for comparison") {
            try bench.control("--help")
        }
        kill(daemon.identifier, SIGTERM)
        _ = daemon.wait()
        let start2 = ContinuousClock.now
        let again = try bench.ledger()
        let problems = try await again.read { try $0.verify().problems }
        try again.close()
        guard problems.isEmpty else { throw CocoaError(.coderInvalidValue) }
        try Figure("verification of \(captures) captures", [(ContinuousClock.now - start2) / .seconds(1)], "s").report()
    }

    private func measure(_ what: String, atMost: Double? = nil, _ body: () throws -> Void) throws {
        var milliseconds: [Double] = []
        for _ in 0..<Self.repetitions {
            let start = ContinuousClock.now
            try body()
            milliseconds.append((ContinuousClock.now - start) / .milliseconds(1))
        }
        try Figure(what, milliseconds, "ms", atMost: atMost).report()
    }

    /// A day of every name server, from the listing to the archive, and its compaction.
    private func live(_ ledger: Ledger) async throws {
        let incarnation = try await ledger.write { try $0.beginIncarnation(bootID: "b", pid: 1, program: "bench").id }
        for server in BenchRoot.servers {
            for number in 0..<Self.capturesPerServer {
                try await ledger.write { try Self.live(server, number, incarnation, $0) }
            }
        }
        try await ledger.write { tx in
            for table in ["dns", "icmp"] { try Self.compact(table, incarnation, tx) }
        }
        try await ledger.write { tx in
            for file in try tx.view.removableFiles(retiredBeforeUs: .max, limit: 1_000_000) {
                try tx.removed(file: file.id)
            }
            for state in try tx.view.states(status: "consumed", olderThanUs: .max, limit: 1_000_000) {
                try tx.removed(state: state.id)
            }
            // Of each job the newest run stays.
            for job in ["decode", "compact"] { _ = try Self.started(job, .whole, incarnation, tx) }
            try tx.endIncarnation(incarnation)
        }
    }

    private static func live(_ server: String, _ number: Int, _ incarnation: Int64, _ tx: LedgerTransaction) throws {
        let name = String(format: "%@-20240310-%06d.pcap", server, number)
        let modifiedUs = 1_710_028_800_000_000 + Int64(number) * 300_000_000
        let sighting = SourceSighting(
            path: "/var/spool/dns/" + name, name: name, sizeBytes: 40_000_000 + Int64(number), modifiedUs: modifiedUs)
        let capture = try tx.observe(server: server, listing: [sighting])[0].capture
        try tx.fetched(
            capture: capture, directory: "captures/" + server, fileName: "\(capture)-\(name)",
            sizeBytes: sighting.sizeBytes, run: nil)
        try tx.adopt(
            capture: try tx.view.requireCapture(capture), sha256: digest("a", capture), sizeBytes: sighting.sizeBytes,
            run: nil)
        try settle(capture, tx)
        let end = try started("decode", .capture(capture), incarnation, tx)
        try tx.claim(capture: capture, run: end.run)
        try settle(capture, tx)
        let before = try tx.view.openState(server: server)
        let files = [("dns", Int64(100_000)), ("icmp", Int64(500))].map { table, rows in
            PublishedFile(
                table: table, day: "2024-03-10",
                path: "staging/\(table)/day=2024-03-10/\(capture)-\(end.run).1-0.parquet",
                rows: rows, bytes: rows * 100, sha256: digest("f", capture), rowsByCapture: [capture: rows])
        }
        _ = try tx.commitDecode(
            DecodeCommit(
                end: end, capture: capture, contentSha256: digest("c", capture), packets: 200_100,
                packetFates: ["datagram": 195_000, "segment": 4500, "icmp": 500, "other": 100],
                firstPacketUs: modifiedUs,
                lastPacketUs: modifiedUs + 300_000_000, files: files,
                state: number + 1 == capturesPerServer
                    ? nil
                    : DecodeCommit.State(
                        path: "state/\(server)/\(capture)-\(end.run).1.state", bytes: 10_000,
                        sha256: digest("s", capture)),
                consumed: before.map { [$0.id] } ?? []))
        try tx.archive(capture: capture, day: "2024-03-10", run: end.run)
        try settle(capture, tx)
    }

    private static func compact(_ table: String, _ incarnation: Int64, _ tx: LedgerTransaction) throws {
        let live = try tx.view.liveSet(table: table, day: "2024-03-10")
        var rows: [Int64: Int64] = [:]
        for file in live {
            for (capture, count) in try tx.view.captureRows(file: file.id) { rows[capture, default: 0] += count }
        }
        let end = try started("compact", RunSubject("\(table)/2024-03-10"), incarnation, tx)
        let total = rows.values.reduce(0, +)
        try tx.commitRewrite(
            RewriteCommit(
                end: end, table: table, day: "2024-03-10",
                fence: .revision(try tx.view.partition(table: table, day: "2024-03-10").revision), generation: 1,
                inputs: live.map(\.id),
                files: [
                    PublishedFile(
                        table: table, day: "2024-03-10",
                        path: "warehouse/\(table)/day=2024-03-10/gen=1/\(end.run).1-0.parquet", rows: total,
                        bytes: total * 20, sha256: digest("w", end.run), rowsByCapture: rows)
                ]))
    }

    private static func started(_ job: String, _ subject: RunSubject, _ incarnation: Int64, _ tx: LedgerTransaction)
        throws
        -> RunEnd
    {
        let run = try tx.createRun(
            NewRun(
                job: job, kind: job, subject: subject, cause: .generation(0), priority: 0, nominalUs: 0, dueUs: 0)
        ).id
        let attempt = try tx.start(run: run, incarnation: incarnation)
        return RunEnd(run: run, attempt: attempt, incarnation: incarnation, state: .completed, outcome: .completed)
    }

    private static func settle(_ capture: Int64, _ tx: LedgerTransaction) throws {
        for intent in try tx.view.openIntents(capture: capture) { try tx.settle(intent: intent.id, status: .done) }
    }

    /// As long as a real one.
    private static func digest(_ letter: String, _ number: Int64) -> String {
        String(repeating: letter, count: 48) + String(format: "%016llx", number)
    }
}

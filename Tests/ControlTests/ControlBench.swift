import Control
import Foundation
import Ledger
import Logging
import Model
import RealServers

/// A data root in a temporary directory, with a ledger that has a bit of everything.
struct ControlBench {
    static let nowUs: Int64 = 1_772_000_000_000_000

    private let folder: TestFolder
    let ledger: Ledger
    let service: FakeService
    let files: [Int64]
    let runs: [Int64]

    /// Those that jobs of the tests are of.
    private static let kinds = ["fetch", "stage", "decode", "compact", "expire", "verify", "command"].map {
        LiveKind(
            name: $0, summary: "Does something.", effect: $0 == "expire" ? "removes" : "adds",
            items: $0 == "decode" ? ["capture", "state"] : [])
    }

    var root: String { folder.path }
    var socket: String { root + "/c.sock" }
    var client: ControlClient { ControlClient(socketPath: socket) }

    init() async throws {
        folder = try TestFolder()
        let root = folder.path
        try folder.make("log/runs")
        ledger = try Ledger(path: root + "/ledger.sqlite") { ControlBench.nowUs }
        service = FakeService(
            ledger: ledger,
            status: LiveStatus(
                version: "test", pid: getpid(), startedUs: ControlBench.nowUs - 60_000_000, incarnation: 1,
                configPath: root + "/entrada.toml", jobsPath: root + "/jobs.d",
                kinds: ControlBench.kinds, nextFires: ["fetch": ControlBench.nowUs + 30_000_000],
                diskFreeBytes: 50 << 30,
                diskTotalBytes: 100 << 30))
        (files, runs) = try await ControlBench.fill(ledger)
    }

    func close() {
        try? ledger.close()
        remove()
    }

    func remove() { try? FileManager.default.removeItem(atPath: root) }

    /// Runs a server until `body` is done.
    func serving<Value: Sendable>(
        mayOperate: @escaping @Sendable (Caller) -> Bool = { _ in true },
        _ body: @Sendable (ControlClient) async throws -> Value
    ) async throws -> Value {
        let (ready, signal) = AsyncStream<Void>.makeStream()
        let server = ControlServer(
            ledger: ledger, service: service, places: .init(socketPath: socket, dataRoot: root),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, mayOperate: mayOperate,
            onReady: {
                signal.yield()
                signal.finish()
            })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { signal.finish() }
                try await server.run()
            }
            var isReady = false
            for await _ in ready { isReady = true }
            // Without the signal the server has failed: its error is the result.
            if !isReady { try await group.next() }
            let value = try await body(client)
            group.cancelAll()
            try await group.waitForAll()
            return value
        }
    }

    /// Two captures of ns1: one loaded with rows in staging, one in quarantine; one of ns2 announced; a failed run.
    private static func fill(_ ledger: Ledger) async throws -> ([Int64], [Int64]) {
        try await ledger.write { unit in
            let incarnation = try unit.beginIncarnation(bootID: "boot", pid: 1, program: "test").id
            try unit.syncJobs([
                JobRecord(name: "decode", kind: "decode", definitionSha256: "a1", enabled: true),
                JobRecord(name: "fetch", kind: "fetch", definitionSha256: "b2", enabled: true),
            ])
            let seen = try unit.observe(
                server: "ns1",
                listing: [
                    SourceSighting(
                        path: "/out/a.pcap", name: "a.pcap", sizeBytes: 1000, modifiedUs: nowUs - 900_000_000),
                    SourceSighting(path: "/out/b.pcap", name: "b.pcap", sizeBytes: 10, modifiedUs: nowUs - 600_000_000),
                ]
            ).map(\.capture)
            let other = try unit.observe(
                server: "ns2",
                listing: [
                    SourceSighting(path: "/out/a.pcap", name: "a.pcap", sizeBytes: 5, modifiedUs: nowUs - 300_000_000)
                ]
            ).map(\.capture)
            for id in seen {
                let record = try unit.view.requireCapture(id)
                try unit.fetched(
                    capture: id, directory: "captures/ns1", fileName: record.name, sizeBytes: record.sizeBytes, run: nil
                )
                try unit.adopt(
                    capture: try unit.view.requireCapture(id), sha256: "c\(id)", sizeBytes: record.sizeBytes, run: nil)
            }
            for intent in try unit.view.openIntents() { try unit.settle(intent: intent.id, status: .done) }
            let good = try run(unit, capture: seen[0], incarnation)
            _ = try unit.commitDecode(
                DecodeCommit(
                    end: RunEnd(
                        run: good, attempt: 1, incarnation: incarnation, state: .completed, outcome: .completed,
                        exitCode: 0, result: "{\"packets\":12}"),
                    capture: seen[0], contentSha256: "d0", packets: 12, firstPacketUs: nowUs - 900_000_000,
                    lastPacketUs: nowUs - 800_000_000,
                    files: [
                        PublishedFile(
                            table: "dns", day: "2026-02-25", path: "staging/dns/day=2026-02-25/1.parquet", rows: 7,
                            bytes: 700, sha256: "e0", rowsByCapture: [seen[0]: 7])
                    ], state: nil, consumed: []))
            let bad = try run(unit, capture: seen[1], incarnation)
            try unit.quarantine(capture: seen[1], why: "not a capture", run: bad)
            try unit.finish(
                RunEnd(
                    run: bad, attempt: 1, incarnation: incarnation, state: .discarded, outcome: .failed, exitCode: 65,
                    message: "not a capture"))
            return (seen + other, [good, bad])
        }
    }

    private static func run(_ unit: LedgerTransaction, capture: Int64, _ incarnation: Int64) throws -> Int64 {
        let id = try unit.createRun(
            NewRun(
                job: "decode", kind: "decode", subject: "capture:\(capture)", cause: "gen:0", priority: 5,
                nominalUs: nowUs, dueUs: nowUs)
        ).id
        _ = try unit.start(run: id, incarnation: incarnation)
        try unit.claim(capture: capture, run: id)
        for intent in try unit.view.openIntents() { try unit.settle(intent: intent.id, status: .done) }
        return id
    }
}

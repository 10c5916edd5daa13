import Control
import Ledger
import Synchronization

/// A daemon that remembers what it was asked, and leases for real.
final class FakeService: ControlService {
    struct Order: Sendable, Equatable {
        var verb: String
        var subject: String
        var caller: Caller
    }

    private let ledger: Ledger
    private let asked = Mutex<[Order]>([])
    let status: LiveStatus

    init(ledger: Ledger, status: LiveStatus) {
        self.ledger = ledger
        self.status = status
    }

    var orders: [Order] { asked.withLock { $0 } }

    private func note(_ verb: String, _ subject: String, _ caller: Caller) {
        asked.withLock { $0.append(Order(verb: verb, subject: subject, caller: caller)) }
    }

    func live() async -> LiveStatus { status }

    func run(_ request: RunRequest, by caller: Caller) async throws -> RunReply {
        note("run", request.job, caller)
        switch request.job {
        case "nothing": throw ControlError(.notFound, "no job nothing")
        case "fecth": throw LedgerError.notFound("job fecth")
        case "busy": throw LedgerError.conflict("busy runs already")
        case "odd": throw UnforeseenError()
        case "expire" where request.dryRun:
            return RunReply(
                runs: [], subjects: ["-"], message: "2 items would be deleted, 2.0 KiB",
                removals: [
                    RemovalLine(rule: "archive_days", what: "archive/ns1/2026-01-01/1-a.pcap", bytes: 2000),
                    RemovalLine(rule: "trash_days", what: "trash/9-old.pcap", bytes: 48),
                ],
                totals: [
                    RemovalTotal(rule: "archive_days", count: 1, bytes: 2000),
                    RemovalTotal(rule: "trash_days", count: 1, bytes: 48),
                ], refusals: ["25 of 100 archived captures of ns1 would be deleted at once, more than 10 %"])
        case "second": return RunReply(runs: [2], subjects: ["capture:2"], message: "one run")
        default: return RunReply(runs: [1], subjects: [request.server ?? "-"], message: "one run")
        }
    }

    func retry(_ request: RetryRequest, by caller: Caller) async throws -> RetryReply {
        note("retry", request.capture.map { "capture:\($0)" } ?? "", caller)
        return RetryReply(runs: [], captures: [request.capture ?? 0], message: "brought back")
    }

    func acknowledge(_ request: AckRequest, by caller: Caller) async throws -> AckReply {
        note(
            "ack", (request.runs.map { "\($0)" } + request.captures.map { "capture:\($0)" } + request.jobs).joined(),
            caller)
        return AckReply(message: AckReply.message(acknowledged: 1))
    }

    func dismiss(_ request: DismissRequest, by caller: Caller) async throws {
        note("dismiss", request.captures.map { "capture:\($0)" }.joined(separator: ","), caller)
    }

    func pause(_ request: PauseRequest, by caller: Caller) async throws {
        note("pause", request.job, caller)
        try await ledger.write {
            try $0.pause(job: request.job, who: "t", reason: request.reason, untilUs: request.untilUs)
        }
    }
    func resume(_ request: PauseRequest, by caller: Caller) async throws {
        note("resume", request.job, caller)
        try await ledger.write { try $0.resume(job: request.job, who: "t", reason: request.reason) }
    }
    func waitingReasons(_ runs: [Int64]) async throws -> [Int64: String] {
        Dictionary(uniqueKeysWithValues: runs.map { ($0, "run \($0) waits for a test") })
    }
    func drain(_ request: DrainRequest, by caller: Caller) async throws {
        note("drain", request.now ? "now" : "", caller)
    }
    func confirmClock(_ request: ClockRequest, by caller: Caller) async throws -> Bool {
        note("confirm clock", request.reason ?? "", caller)
        return true
    }

    func cancel(_ request: CancelRequest, by caller: Caller) async throws { note("cancel", "\(request.run)", caller) }

    func configuration() async -> ConfigurationReply {
        ConfigurationReply(
            settings: ["limits.workers": "2"], servers: ["ns1": ["source": "pushed"]],
            jobs: ["decode": ["priority": "5"]])
    }

    func reload(by caller: Caller) async throws -> String {
        note("reload", "", caller)
        throw ControlError(.configuration, "jobs.d/10-fetch.toml:3: unknown key; the old set stays")
    }

    func repair(_ request: RepairRequest, by caller: Caller) async throws -> RepairReply {
        note("repair", request.dryRun ? "dry" : "", caller)
        return RepairReply(steps: [], runs: [], message: "nothing to repair")
    }

    func testServer(_ request: ServerTestRequest, by caller: Caller) async throws -> ServerTestReport {
        note("test", request.server, caller)
        guard request.server != "ns3" else { throw ControlError(.notFound, "there is no server ns3") }
        let isWell = request.server == "ns1"
        var report = ServerTestReport(
            server: request.server, enabled: true, place: "dns@ns.example:22", directory: "/out", pattern: "*.pcap",
            failedAt: isWell ? nil : "login", error: isWell ? nil : "the server refuses the key", seconds: 0.25,
            connection: .init(
                software: "SSH-2.0-Test", fingerprint: "SHA256:abc", hostKeyAlgorithm: "ssh-ed25519",
                keyExchange: "curve25519-sha256", cipher: "aes256-ctr", mac: "hmac-sha2-256",
                authentication: "publickey"))
        if isWell {
            let files = ["a.pcap", "b.pcap"].map { ServerTestReport.File(name: $0, sizeBytes: 10, modifiedUs: 1) }
            report.take(
                files: files, wanted: [files[0]],
                rest: [.init(reason: "known already: archived", count: 1, example: "b.pcap")])
        }
        return report
    }

    func lease(holder: String, pid: Int32, seconds: Int64) async throws -> Snapshot {
        try await ledger.write { try $0.lease(holder: holder, pid: pid, seconds: seconds) }
    }

    func release(lease: Int64) async throws { try await ledger.write { try $0.release(lease: lease) } }
}

/// An error that no code knows.
struct UnforeseenError: Error {}

/// Monitoring that says what it was told.
struct FakeMonitoring: Monitoring {
    var problems: [HealthReport.Problem] = []
    var phase: String?

    func metrics() async throws -> String { "# HELP a x\n# TYPE a gauge\na 1\n" }
    func health() async -> HealthReport { HealthReport(problems: problems) }
    func notReady() async -> String? { phase }
}

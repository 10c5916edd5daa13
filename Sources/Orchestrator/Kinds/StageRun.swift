import Failpoints
import FileFlow
import Jobs
import Ledger

/// Adopts what lies in `captures/`: synced, hashed, moved to `incoming/`.
struct StageRun: Sendable {
    let context: RunContext
    let parameters: StageParameters

    static func parameters(of job: JobDefinition) -> StageParameters {
        if case .stage(let parameters) = job.parameters { parameters } else { StageParameters() }
    }

    func execute() async throws {
        let site = context.site
        let servers = context.configuration.servers.map(\.name)
        let found = try await PushedFiles(site: site, servers: servers).stable(quiet: parameters.quiet)
        // Whoever pushed them may have synced nothing; the ledger must not know what a power cut can take back.
        let durable = Set(try await site.flow.sync(found.map { "captures/\($0.server)/\($0.name)" }))
        let pushed = found.filter { durable.contains("captures/\($0.server)/\($0.name)") }
        try await site.ledger.write { tx in
            for file in pushed {
                _ = try tx.adoptPushed(
                    server: file.server, directory: "captures/\(file.server)", fileName: file.name,
                    sizeBytes: file.sizeBytes,
                    modifiedUs: file.modifiedUs)
            }
        }
        let fetched = try await site.ledger.read { try $0.chain(state: .fetched) }
        var adopted = 0
        var refused: [(capture: CaptureRecord, why: String)] = []
        for capture in fetched.prefix(parameters.maximumFilesPerRun) {
            try Task.checkCancellation()
            do { try await adopt(capture) } catch let error as FileFlowError {
                refused.append((capture, "\(error)"))
                continue
            }
            adopted += 1
        }
        _ = try await site.flow.applyIntents()
        try site.failpoints.hit(.stageAfterApply)
        try await compareOthers()
        try await report(refused)
        let end = context.completed(#"{"adopted":\#(adopted)}"#)
        try await site.ledger.write { tx in try tx.finish(end) }
    }

    private func adopt(_ capture: CaptureRecord) async throws {
        guard let path = capture.path else { return }
        let (site, run) = (context.site, context.run.id)
        let (digest, findings) = try await PrefixComparison(site: site).compare(capture, path: path)
        try site.failpoints.hit(.stageBeforeDecide)
        try await site.ledger.write { tx in
            try tx.adopt(
                capture: capture, sha256: digest.sha256, sizeBytes: digest.sizeBytes, run: run, findings: findings)
        }
        try site.failpoints.hit(.stageAfterDecide)
    }

    /// Captures that an older program has adopted, or a repair, are compared with their relatives, a few at a time.
    private func compareOthers() async throws {
        let (site, run) = (context.site, context.run.id)
        for capture in try await site.ledger.read({ try $0.uncompared(limit: 20) }) {
            try Task.checkCancellation()
            let findings = try await PrefixComparison(site: site).compareLate(capture)
            try await site.ledger.write { tx in try tx.compared(capture: capture.id, findings, run: run) }
        }
    }

    /// Captures that cannot be read do not hold up the others; with the run's last attempt they go to quarantine.
    private func report(_ refused: [(capture: CaptureRecord, why: String)]) async throws {
        guard let first = refused.first else { return }
        let failure = RunFailure("\(refused.count) captures could not be adopted: \(first.why)")
        if context.failed(failure.message).state == .discarded {
            let (site, run) = (context.site, context.run.id)
            for (capture, why) in refused {
                try await site.ledger.write { tx in try tx.quarantine(capture: capture.id, why: why, run: run) }
                try site.failpoints.hit(.quarantineAfterDecide)
                _ = try await site.flow.applyIntents(capture: capture.id)
                try site.failpoints.hit(.quarantineAfterApply)
                try await site.flow.writeReason(capture: capture.id, run: run, reason: why)
            }
        }
        throw failure
    }
}

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
        var looked: [Adoption] = []
        for capture in fetched.prefix(parameters.maximumFilesPerRun) {
            try Task.checkCancellation()
            do { looked.append(try await look(at: capture)) } catch let error as FileFlowError {
                refused.append((capture, "\(error)"))
                continue
            }
            if looked.count < Self.adoptedTogether { continue }
            try await adopt(looked)
            adopted += looked.count
            looked = []
        }
        try await adopt(looked)
        adopted += looked.count
        _ = try await site.flow.applyIntents()
        try site.failpoints.hit(.stageAfterApply)
        try await report(refused)
        let end = context.completed(#"{"adopted":\#(adopted)}"#)
        try await site.ledger.write { tx in try tx.finish(end) }
    }

    /// A capture that can be adopted.
    private struct Adoption: Sendable {
        var capture: CaptureRecord
        var digest: FileDigest
        var isNewVersion: Bool
    }

    /// Captures in one transaction.
    private static let adoptedTogether = 64

    private func look(at capture: CaptureRecord) async throws -> Adoption {
        let path = capture.path ?? "captures/\(capture.server)/\(capture.localName)"
        let digest = try await context.site.flow.digest(path)
        return Adoption(capture: capture, digest: digest, isNewVersion: try await isNewVersion(capture, path: path))
    }

    private func adopt(_ adoptions: [Adoption]) async throws {
        if adoptions.isEmpty { return }
        let (site, run) = (context.site, context.run.id)
        try site.failpoints.hit(.stageBeforeDecide)
        try await site.ledger.write { tx in
            for adoption in adoptions {
                try tx.adopt(
                    capture: adoption.capture, sha256: adoption.digest.sha256, sizeBytes: adoption.digest.sizeBytes,
                    run: run, isNewVersion: adoption.isNewVersion)
            }
        }
        try site.failpoints.hit(.stageAfterDecide)
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

    /// Whether the capture begins with all the bytes of the one that it follows at the same path.
    private func isNewVersion(_ capture: CaptureRecord, path: String) async throws -> Bool {
        guard let id = capture.replaces, let old = try await context.site.ledger.read({ try $0.capture(id) }),
            let sha = old.sha256,
            capture.sizeBytes > old.sizeBytes, old.sizeBytes > 0
        else { return false }
        return try await context.site.flow.digest(path, firstBytes: old.sizeBytes).sha256 == sha
    }
}

import Failpoints
import FileFlow
import FileNames
import Jobs
import Ledger
import Logging
import Scheduling

/// Adopts what lies in `captures/`: synced, hashed, moved to `incoming/`.
struct StageRun: Sendable {
    let context: RunContext
    let parameters: StageParameters

    func execute() async throws {
        let dependencies = context.dependencies
        let servers = context.configuration.servers.map(\.name)
        let files = PushedFiles(dependencies: dependencies, servers: servers)
        let found = try await files.renamed(try await files.stable(quiet: parameters.quiet))
        // Whoever pushed them may have synced nothing; the ledger must not know what a power cut can take back.
        let durable = Set(try await dependencies.flow.sync(found.map(\.path)))
        let pushed = found.filter { durable.contains($0.path) }
        try await dependencies.ledger.write { tx in
            for file in pushed {
                _ = try tx.adoptPushed(
                    server: file.server, directory: "captures/\(file.server)", name: file.name.text,
                    fileName: file.localName, sizeBytes: file.sizeBytes, modifiedUs: file.modifiedUs)
            }
        }
        let now = dependencies.now()
        let fetched = try await dependencies.ledger.read { view in
            let resting = try view.restingCaptures(nowUs: now)
            return try view.chain(state: .fetched, limit: 1000 + resting.count).filter { !resting.contains($0.id) }
        }
        var adopted = 0
        var refused: [(capture: CaptureRecord, error: FileFlowError)] = []
        var looked: [Adoption] = []
        for capture in fetched.prefix(parameters.maximumFilesPerRun) where capture.path != nil {
            try Task.checkCancellation()
            // A version of a file is compared with those before it, so these have to be adopted.
            if looked.count >= Self.adoptedTogether || looked.contains(where: { $0.capture.hasOrigin(of: capture) }) {
                adopted += try await adopt(looked)
                looked = []
            }
            do { looked.append(try await look(at: capture)) } catch let error as FileFlowError {
                refused.append((capture, error))
            }
        }
        adopted += try await adopt(looked)
        _ = try await dependencies.flow.applyIntents()
        try dependencies.failpoints.hit(.stageAfterApply)
        try await compareOthers()
        try await note(refused)
        let end = context.completed(#"{"adopted":\#(adopted),"failed":\#(refused.count)}"#)
        try await dependencies.ledger.write { tx in try tx.finish(end) }
    }

    /// A capture that can be adopted.
    private struct Adoption: Sendable {
        var capture: CaptureRecord
        var digest: FileDigest
        var findings: PrefixFindings
    }

    /// Captures in one transaction.
    private static let adoptedTogether = 64

    private func look(at capture: CaptureRecord) async throws -> Adoption {
        let path = capture.path ?? "captures/\(capture.server)/\(capture.localName)"
        let (digest, findings) = try await PrefixComparison(dependencies: context.dependencies).compare(
            capture, path: path)
        return Adoption(capture: capture, digest: digest, findings: findings)
    }

    /// Returns how many there were. If one of them is a relative of another one, or of what was adopted meanwhile, each is
    /// looked at again when those before it are adopted; one that must wait for the next run keeps no other back.
    private func adopt(_ adoptions: [Adoption]) async throws -> Int {
        do {
            try await decide(adoptions)
            return adoptions.count
        } catch LedgerError.conflict {}
        var count = 0
        for adoption in adoptions {
            do {
                try await decide([try await look(at: adoption.capture)])
                count += 1
            } catch LedgerError.conflict(let why) {
                let fields = await context.fields(["capture": "\(adoption.capture.id)", "why": "\(why)"])
                context.dependencies.logger.notice("a capture will be adopted by the next run", metadata: fields)
            } catch is FileFlowError {
                // It was there a moment ago; the next run says what is wrong with it.
            }
        }
        return count
    }

    private func decide(_ adoptions: [Adoption]) async throws {
        if adoptions.isEmpty { return }
        let (dependencies, run) = (context.dependencies, context.run.id)
        try dependencies.failpoints.hit(.stageBeforeDecide)
        try await dependencies.ledger.write { tx in
            for adoption in adoptions {
                try tx.adopt(
                    capture: adoption.capture, sha256: adoption.digest.sha256, sizeBytes: adoption.digest.sizeBytes,
                    run: run, findings: adoption.findings)
            }
        }
        try dependencies.failpoints.hit(.stageAfterDecide)
    }

    /// Captures that an older program has adopted, or a repair, are compared with their relatives, a few at a time.
    private func compareOthers() async throws {
        let (dependencies, run) = (context.dependencies, context.run.id)
        for capture in try await dependencies.ledger.read({ try $0.uncompared(limit: 20) }) {
            try Task.checkCancellation()
            let findings: PrefixFindings
            do { findings = try await PrefixComparison(dependencies: dependencies).compareLate(capture) } catch let
                error
                as FileFlowError
            {
                // It is compared when it can be read, and keeps no other from it.
                let fields = await context.fields(["capture": "\(capture.id)", "error": "\(error)"])
                dependencies.logger.warning("a capture cannot be compared with others", metadata: fields)
                continue
            }
            try await dependencies.ledger.write { tx in try tx.compared(capture: capture.id, findings, run: run) }
        }
    }

    /// Captures that cannot be read do not hold up the others: each is tried again after pauses of its own, and goes to
    /// quarantine when it has failed as often as the job tries. When it is the disk that fails, nothing is theirs.
    private func note(_ refused: [(capture: CaptureRecord, error: FileFlowError)]) async throws {
        guard let first = refused.first else { return }
        let (dependencies, run) = (context.dependencies, context.run.id)
        let check = StorageCheck(flow: dependencies.flow, configuration: context.configuration)
        if await check.trouble(after: first.error) != nil { throw first.error }
        for (capture, error) in refused {
            let before = try await dependencies.ledger.read { try $0.trouble(capture: capture.id) }
            if Int(before?.attempts ?? 0) + 1 < context.job.retry.attempts {
                try await FileTrouble(context: context).record("\(error)", of: capture.id, isHopeless: true)
                continue
            }
            try await dependencies.ledger.write { tx in
                try tx.quarantine(capture: capture.id, why: "\(error)", run: run)
            }
            try dependencies.failpoints.hit(.quarantineAfterDecide)
            _ = try await dependencies.flow.applyIntents(capture: capture.id)
            try dependencies.failpoints.hit(.quarantineAfterApply)
            try await dependencies.flow.writeReason(capture: capture.id, run: run, reason: "\(error)")
        }
    }
}

extension CaptureRecord {
    /// Whether another capture may be a version of the same file.
    fileprivate func hasOrigin(of other: CaptureRecord) -> Bool {
        server == other.server && (sourcePath ?? name).utf8.elementsEqual((other.sourcePath ?? other.name).utf8)
    }
}

import FileFlow
import Ledger
import Logging

/// Keeps what the ledger was outside of it: `ledger.checkpoints`, and the journal.
struct CheckpointRecorder: Sendable {
    private let keeper: CheckpointKeeper
    private let logger: Logger
    private let now: @Sendable () -> Int64

    init(dependencies: Dependencies) {
        let (file, threads, logger) = (
            CheckpointFile(root: dependencies.root.path), dependencies.threads, dependencies.logger
        )
        self.logger = logger
        now = dependencies.now
        keeper = CheckpointKeeper(ledger: dependencies.ledger) { checkpoint in
            // In the journal first: a full disk takes the file, and not the journal.
            checkpoint.announce(to: logger)
            try await threads.run { try file.append(checkpoint) }
        }
    }

    func recordIfDue() async { await attempt { try await keeper.recordIfDue(nowUs: now()) } }

    func record() async { await attempt { try await keeper.record(nowUs: now()) } }

    /// A checkpoint that cannot be written stops nothing; it is tried again at the next pass.
    private func attempt(_ keep: () async throws -> LedgerCheckpoint?) async {
        do { _ = try await keep() } catch {
            logger.error("a checkpoint of the ledger could not be written", metadata: ["error": "\(error)"])
        }
    }
}

extension LedgerCheckpoint {
    func announce(to logger: Logger) {
        logger.notice(
            kind == .restored ? "the ledger was restored" : "checkpoint of the ledger",
            metadata: [
                "ledger": "\(ledger)", "event": "\(seq)", "hash": "\(hash)", "events": "\(events)", "sums": "\(sums)",
            ])
    }
}

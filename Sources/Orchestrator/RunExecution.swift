import FileFlow
import Jobs
import Ledger
import Logging
import Model
import Scheduling

/// Does one attempt of a run, whatever its kind, and makes sure that it ends in the ledger.
struct RunExecution: Sendable {
    let context: RunContext
    let runner: any JobRunner

    func execute() async {
        let run = context.run
        do { try await runner.execute(context) } catch {
            // A cancelled task can neither read nor write any more: what it leaves behind is put right by another one.
            await Task { await conclude(error) }.value
        }
        context.dependencies.logger.debug(
            "run ended", metadata: ["run": "\(run.id)", "job": "\(run.job)", "subject": "\(run.subject)"])
    }

    /// An attempt that threw: its run is retried later or ends, and what it had claimed is given back.
    ///
    /// - Parameter hasWork: it has a directory of its own in `work/`, which is removed.
    func conclude(_ error: any Error, hasWork: Bool = true) async {
        let failure = error as? RunFailure
        let note = failure?.note.map { "; \($0)" } ?? ""
        let message = (failure?.message ?? "\(error)") + note
        let isStopped = failure?.isStopped ?? (error is CancellationError)
        let end: RunEnd
        if isStopped, let cancellation = context.progress.cancellation {
            end = context.end(.cancelled, .cancelled, message: cancellation + note)
        } else if context.isCutOffForGood(exitCode: failure?.exitCode), !(error is LedgerError) {
            end = context.end(.discarded, .failed, message: message + JobDefinition.onceText)
        } else if isStopped, context.progress.isOverdue {
            end = context.failed("the run took longer than the job's timeout")
        } else if isStopped {
            end = context.end(.interrupted, .interrupted, message: message)
        } else if let failure, failure.isMisconfigured {
            end = context.misconfigured(message, exitCode: failure.exitCode)
        } else if let failure, let delay = failure.snooze {
            end = context.snoozed(message, for: delay, exitCode: failure.exitCode)
        } else if case LedgerError.conflict(let what)? = error as? LedgerError {
            end = context.end(.superseded, .superseded, message: what)
        } else {
            let isPermanent = failure?.isPermanent ?? Self.isPermanent(error)
            if !isPermanent || failure == nil, let trouble = await storageTrouble(after: error) {
                context.progress.storageFailed(trouble)
                end =
                    context.isCutOffForGood(exitCode: failure?.exitCode)
                    ? context.end(
                        .discarded, .failed, message: "\(message) (\(trouble.what))\(JobDefinition.onceText)")
                    : context.storageFailed("\(message) (\(trouble.what))")
            } else {
                end = context.failed(message, permanent: isPermanent, exitCode: failure?.exitCode)
            }
        }
        let run = context.run.id
        let fields = await context.fields(["error": "\(message)", "state": "\(end.state)"])
        context.dependencies.logger.warning(
            "run did not complete",
            metadata: fields)
        do {
            let (ledger, flow) = (context.dependencies.ledger, context.dependencies.flow)
            try await ledger.write { [runner, context] tx in
                try tx.finish(end)
                try runner.release(context, after: end, why: message, tx)
            }
            try await runner.clearUp(context, after: end, why: message)
            if hasWork { try await flow.removeWork(run: run, attempt: context.attempt) }
        } catch {
            context.progress.storageFailed(StorageTrouble(what: "\(error)", path: (error as? FileFlowError)?.path))
            let fields = await context.fields(["error": "\(error)"])
            context.dependencies.logger.error(
                "the outcome of a run could not be recorded", metadata: fields)
        }
    }

    /// What is wrong with the data root, if that is what has failed. A disk below its mark is no excuse for what frees
    /// space: that may start then, and would start again at once.
    private func storageTrouble(after error: any Error) async -> StorageTrouble? {
        guard StorageCheck.mayBeDisk(error) else { return nil }
        let reserve = DiskReserve(root: context.dependencies.root, limits: context.configuration.limits)
        if !context.job.kind.traits.freesSpace, case .low = reserve.level {
            return StorageTrouble(what: "free disk space is below disk_low_mark: \(error)")
        }
        return await StorageCheck(flow: context.dependencies.flow, configuration: context.configuration).trouble(
            after: error)
    }

    private static func isPermanent(_ error: any Error) -> Bool { (error as? any RetryHint)?.isPermanent ?? false }
}

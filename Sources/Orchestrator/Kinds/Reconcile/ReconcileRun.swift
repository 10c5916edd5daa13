import FileFlow
import Jobs
import Ledger
import Logging
import Reconciliation

/// Compares disk, ledger and tables. Reports, and changes nothing: a run that finds something has done its work.
struct ReconcileRun: Sendable {
    let context: RunContext
    let parameters: ReconcileParameters

    /// So many findings are in the daemon's log; the others are in the run's result.
    private static let loggedFindings = 20

    func execute() async throws {
        let (dependencies, id) = (context.dependencies, context.run.id)
        var counter = RowCounter(
            dependencies: dependencies, limits: context.configuration.limits, logPath: context.logPath,
            timeoutSeconds: context.job.timeout.seconds, noProgressSeconds: context.job.noProgress.seconds)
        let progress = context.progress
        counter.started = { pid in
            progress.started(pid: pid)
            try await dependencies.recordWorker(pid: pid, runs: [id])
        }
        let result = try await Reconciler(dependencies: dependencies, parameters: parameters, counter: counter).look()
            .result
        for finding in result.findings.prefix(Self.loggedFindings) {
            dependencies.logger.warning(
                "disk, ledger and tables differ; see entradactl doctor",
                metadata: [
                    "finding": "\(finding.kind.rawValue)", "subject": "\(finding.subject)",
                    "detail": "\(finding.detail)",
                ])
        }
        let end = context.completed(try result.text())
        try await dependencies.ledger.write { tx in
            if result.count > 0 {
                try tx.append(
                    kind: "reconcile", run: id, subject: "\(result.count) findings", to: "found", why: result.summary)
            }
            try tx.finish(end)
        }
    }
}

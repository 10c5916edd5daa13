import FileFlow
import Foundation
import Jobs
import Ledger

/// Runs a program of the operator's with a clean environment; what it prints goes to the run's log.
struct CommandRun: Sendable {
    let context: RunContext
    let parameters: CommandParameters

    func execute() async throws {
        let run = context.run
        var environment = parameters.environment
        environment["ENTRADA_RUN_ID"] = String(run.id)
        environment["ENTRADA_JOB"] = run.job
        environment["ENTRADA_SUBJECT"] = run.subject
        environment["ENTRADA_CAUSE"] = run.cause
        environment["ENTRADA_ATTEMPT"] = String(context.attempt)
        environment["ENTRADA_NOMINAL_TIME"] = Date(timeIntervalSince1970: Double(run.nominalUs) / 1e6).formatted(
            .iso8601)
        environment["ENTRADA_DATA_ROOT"] = context.site.root.path
        environment.merge(AlertCause.environment(of: run)) { $1 }
        if let reason = run.reason { environment["ENTRADA_REASON"] = reason }
        let (end, _) = try await context.worker(
            parameters.arguments, program: parameters.program, environment: environment,
            workingDirectory: parameters.workingDirectory)
        switch end {
        case .exited(0): break
        case .stopped(.cancelled): throw RunFailure("stopped", isStopped: true)
        case .exited(let code):
            throw RunFailure(
                "\(parameters.program) ended with exit code \(code) (see \(context.logPath))", exitCode: code)
        default:
            throw RunFailure.of(end, reason: nil, logPath: context.logPath)
                ?? RunFailure("\(parameters.program) did not end as it should")
        }
        let done = context.completed()
        try await context.site.ledger.write { tx in try tx.finish(done) }
    }
}

import FileFlow
import Foundation
import Jobs
import Ledger
import Logging
import Model
import Scheduling
import WorkerProtocol

/// One attempt of a run and what it may use.
struct RunContext: Sendable {
    let dependencies: Dependencies
    let configuration: Configuration
    let job: JobDefinition
    let run: RunRecord
    let attempt: Int64
    let incarnation: Int64
    let progress: RunProgress

    /// `log/runs/<run>.log`, absolute.
    var logPath: String { dependencies.root.absolute("log/runs/\(run.id).log") }

    func end(
        _ state: RunState, _ outcome: RunOutcome, message: String? = nil, result: String? = nil, exitCode: Int32? = nil,
        availableUs: Int64? = nil
    ) -> RunEnd {
        RunEnd(
            run: run.id, attempt: attempt, incarnation: incarnation, state: state, outcome: outcome,
            availableUs: availableUs,
            exitCode: exitCode, message: message, result: result)
    }

    func completed(_ result: String? = nil) -> RunEnd { end(.completed, .completed, result: result) }

    /// The end of a failed attempt: another one later, or none.
    func failed(_ message: String, permanent: Bool = false, exitCode: Int32? = nil) -> RunEnd {
        let failures = Int(run.failures) + 1
        guard !permanent,
            let delay = job.retry.delay(afterAttempt: failures, seed: "\(job.name) \(run.subject) \(run.cause)")
        else {
            return end(.discarded, .failed, message: message, exitCode: exitCode)
        }
        return end(
            .retryable, .failed, message: message, exitCode: exitCode,
            availableUs: dependencies.now() + delay.wholeMicroseconds)
    }

    /// Whether the attempt is one that nobody knows to have done its work, and that may have done it: its program was
    /// started, and is not to be started a second time.
    func isCutOffForGood(exitCode: Int32?) -> Bool { job.runsOnce && progress.reading.pid != 0 && exitCode == nil }

    /// The end of an attempt that no attempt could have made good: another one follows, at the job's slowest pace, until
    /// the configuration is mended.
    func misconfigured(_ message: String, exitCode: Int32?) -> RunEnd {
        end(
            .retryable, .interrupted, message: message, exitCode: exitCode,
            availableUs: dependencies.now() + job.retry.max.wholeMicroseconds)
    }

    /// A run that puts itself off for the thousandth time counts it as a failure: it must come to an end some day.
    static let mostSnoozes: Int64 = 1000

    /// The end of an attempt that puts the run off: it counts nothing, and goes on after a while.
    func snoozed(_ message: String, for delay: Duration, exitCode: Int32?) -> RunEnd {
        guard attempt < Self.mostSnoozes else { return failed("\(message), too many times", exitCode: exitCode) }
        let wait = max(delay, .seconds(1))
        return end(
            .interrupted, .interrupted, message: "\(message); again in \(DurationText.format(wait))",
            exitCode: exitCode, availableUs: dependencies.now() + wait.wholeMicroseconds)
    }

    /// The end of an attempt that failed because nothing could be written: it counts nothing, and goes on when it can.
    func storageFailed(_ what: String) -> RunEnd {
        end(.interrupted, .interrupted, message: what, availableUs: dependencies.now() + 1_000_000)
    }

    /// Runs a worker with this run's limits and log; gives its last event and how it ended.
    ///
    /// - Throws: `RunFailure`, for a worker of another version.
    func worker(_ work: WorkerRequest.Work) async throws -> (WorkerEnd, WorkerReport) {
        let report = WorkerReport()
        let progress = progress
        let end = try await launch(limitedCommand(work)) { line in await report.take(line, progress: progress) }
        if let misunderstanding = await report.misunderstanding(after: end) { throw misunderstanding }
        return (end, report)
    }

    /// The same for a worker that is told what to do while it works.
    ///
    /// - Parameters:
    ///   - captures: how many it is told at most; each may take the processor for as long as a worker's only one.
    ///   - started: hears of its process id; what it throws ends the worker.
    func worker(
        _ work: WorkerRequest.Work, orders: WorkerOrders, captures: Int,
        started: @escaping @Sendable (Int32) async throws -> Void,
        line: @escaping @Sendable (String) async -> Void
    ) async throws -> WorkerEnd {
        var command = limitedCommand(work)
        command.orders = orders
        let seconds = configuration.limits.cpuTimePerWorker.components.seconds
        command.environment["ENTRADA_CPU_SECONDS"] = String(seconds * Int64(captures))
        return try await dependencies.launcher.run(command, started: started, line: line)
    }

    /// What a worker writes into the metadata of its files: a Parquet file says which ledger it belongs to.
    func origin() async throws -> FileOrigin {
        FileOrigin(ledger: try await dependencies.ledger.read { try $0.ledgerID() }, run: run.id)
    }

    private func limitedCommand(_ work: WorkerRequest.Work) -> WorkerCommand {
        let limits = configuration.limits
        var command = command(.request(work))
        command.environment["ENTRADA_MEMORY_BYTES"] = String(limits.memoryPerWorker)
        command.environment["ENTRADA_CPU_SECONDS"] = String(limits.cpuTimePerWorker.components.seconds)
        return command
    }

    /// What is to be started, with the job's time limits and the run's log.
    func command(_ work: WorkerCommand.Work) -> WorkerCommand {
        WorkerCommand(
            work, logPath: logPath, logLimitBytes: configuration.limits.runLogSize,
            timeoutSeconds: job.timeout.seconds, noProgressSeconds: job.noProgress.seconds)
    }

    /// Starts a process and writes down who it is.
    func launch(
        _ command: WorkerCommand, line: @escaping @Sendable (String) async -> Void
    ) async throws -> WorkerEnd {
        let (dependencies, id, progress) = (dependencies, run.id, progress)
        var command = command
        if attempt > 1, progress.reading.pid == 0 { command.mark = "attempt \(attempt)" }
        return try await dependencies.launcher.run(
            command,
            started: { pid in
                progress.started(pid: pid)
                try await dependencies.recordWorker(pid: pid, runs: [id])
            }, line: line)
    }
}

extension Dependencies {
    /// Writes down which process does runs. One that the ledger does not know must not go on: a daemon that finds the
    /// runs after a crash could not tell whether it still works on their files.
    ///
    /// - Throws: what kept the ledger from it. A run that has ended meanwhile has no worker, and that is no failure as
    ///   long as another one of them has it.
    func recordWorker(pid: Int32, runs: [Int64]) async throws {
        let start = ProcessIdentity.startTime(of: pid) ?? ""
        try await ledger.write { tx in
            var ended: LedgerError?
            var recorded = 0
            for run in runs {
                do {
                    try tx.recordWorker(run: run, pid: pid, start: start)
                    recorded += 1
                } catch let error as LedgerError {
                    guard case .conflict = error else { throw error }
                    ended = error
                }
            }
            if recorded == 0, let ended { throw ended }
        }
    }
}

extension RunContext {
    /// I13: nothing is deleted while the clock is in doubt.
    ///
    /// - Throws: `RunFailure`, which counts no attempt.
    func refuseDoubtfulClock() async throws {
        guard let why = try await dependencies.ledger.read({ try $0.clockDoubt() }) else { return }
        throw RunFailure(
            "the clock is in doubt (\(why)), so nothing is deleted. Check the clock (timedatectl), then: "
                + "entradactl clock confirm --reason …", isMisconfigured: true)
    }
}

extension RunContext {
    /// What a line of the log about this run is found by: run, job and subject, and server and capture where there are any.
    func fields(_ more: Logger.Metadata = [:]) async -> Logger.Metadata {
        var fields: Logger.Metadata = ["run": "\(run.id)", "job": "\(run.job)", "subject": "\(run.subject)"]
        if let id = run.subject.capture {
            fields["capture"] = "\(id)"
            let server = try? await dependencies.ledger.read { try $0.capture(id)?.server }
            if let server { fields["server"] = "\(server)" }
        } else if case .state(let server, _) = run.subject {
            fields["server"] = "\(server)"
        } else if let server = run.subject.server, configuration.server(server) != nil {
            fields["server"] = "\(server)"
        }
        return fields.merging(more) { $1 }
    }

    /// Says in the log that another server has sent the same file, as the ledger has it.
    func warnOfSameContent(capture id: Int64) async {
        let others = try? await dependencies.ledger.read { view -> [(server: String, id: Int64)] in
            try view.sameContent(as: try view.requireCapture(id))
        }
        guard let first = others?.first else { return }
        let fields = await fields(["capture": "\(id)", "same": "capture \(first.id) of \(first.server)"])
        dependencies.logger.warning(
            "two servers have sent the same file; do they read the same source?", metadata: fields)
    }
}

import FileFlow
import Foundation
import Glibc
import Jobs
import Ledger
import Logging
import Scheduling
import Synchronization
import WorkerProtocol

/// Runs a program of the operator's with a clean environment; what it prints goes to the run's log.
struct CommandRun: Sendable {
    let context: RunContext
    let parameters: CommandParameters

    /// EX_TEMPFAIL of sysexits.h: it wants to be started again later.
    private static let laterExitCode: Int32 = 75

    func execute() async throws {
        let command = try await prepared()
        // The last line of each of its outputs.
        let lastLines = Mutex<[String]>([])
        let end: WorkerEnd
        do {
            end = try await context.launch(command) { line in lastLines.withLock { $0.append(line) } }
        } catch is CancellationError {
            end = .stopped(.cancelled)
        }
        if var failure = failure(of: end, lastLines: lastLines.withLock { $0 }) {
            if case .stopped = end { await sweep(into: command.guarding) }
            failure.note = command.guarding?.summary
            // What somebody else's program does says nothing about our disk.
            failure.mayBeDisk = false
            throw failure
        }
        let done = context.completed()
        try await context.dependencies.ledger.write { tx in try tx.finish(done) }
        if parameters.workingDirectory == nil {
            try await context.dependencies.flow.removeWork(run: context.run.id, attempt: context.attempt)
        }
    }

    /// What its end means; `nil`: it did its work.
    private func failure(of end: WorkerEnd, lastLines: [String]) -> RunFailure? {
        let program = parameters.program
        switch end {
        case .exited(0): return nil
        case .stopped(.cancelled): return RunFailure("stopped", isStopped: true)
        case .exited(Self.laterExitCode):
            return RunFailure(
                "\(program) asks to be run again later (exit code \(Self.laterExitCode))",
                exitCode: Self.laterExitCode,
                snooze: lastLines.compactMap(RetryAfter.parse).max() ?? context.job.retry.first)
        case .exited(let code):
            return RunFailure(
                "\(program) ended with exit code \(code) (see \(context.logPath))",
                isPermanent: parameters.permanentExitCodes.contains(Int(code)), exitCode: code)
        case .signalled(let signal):
            return RunFailure(
                "\(program) was killed by \(SignalName.of(signal)) (see \(context.logPath))", exitCode: 128 + signal)
        case .stopped(.timeout): return RunFailure("\(program) took longer than the job's timeout")
        case .stopped(.noProgress):
            return RunFailure("\(program) wrote no output for longer than the job's no_progress")
        }
    }

    /// A guard that was killed can stop nothing any more.
    private func sweep(into stopped: StoppedProcesses?) async {
        let remains = CommandRemains(run: context.run.id, dataRoot: context.dependencies.root.path)
        let dependencies = context.dependencies
        let found: [StoppedProcess] = await Task {
            do { return try await dependencies.threads.run(.bulk) { remains.kill(below: nil) } } catch {
                // The run's end does not wait for it; the next start looks for what is left of a command.
                dependencies.logger.error(
                    "what a command has left running could not be looked for",
                    metadata: ["run": "\(remains.run)", "error": "\(error)"])
                return []
            }
        }.value
        stopped?.add(found)
    }

    private func prepared() async throws -> WorkerCommand {
        let limited = LimitedProgram(parameters)
        var command = context.command(.program(limited.program, arguments: limited.arguments))
        command.environment = environment
        command.grace = parameters.grace
        command.output = .log
        command.guarding = StoppedProcesses()
        if let name = parameters.user {
            command.user = try await context.dependencies.threads.run { SystemUser.named(name) }
            if command.user == nil {
                throw RunFailure("there is no user \(name) on this machine", isMisconfigured: true)
            }
        }
        command.workingDirectory = try await directory(of: command.user)
        let program = parameters.program
        if try await context.dependencies.threads.run(.metadata, { access(program, F_OK) != 0 && errno == ENOENT }) {
            throw RunFailure("there is no program \(program)")
        }
        return command
    }

    /// The run's own directory, unless the job names one. It belongs to whom the program runs as.
    private func directory(of user: SystemUser?) async throws -> String {
        if let named = parameters.workingDirectory { return named }
        let dependencies = context.dependencies
        let work = try await dependencies.flow.createWork(run: context.run.id, attempt: context.attempt)
        let path = dependencies.root.absolute(work)
        if let user {
            try await dependencies.threads.run {
                guard chown(path, user.identifier, user.group) == 0 else {
                    throw RunFailure(
                        "\(path) cannot be given to user \(user.name): \(String(cString: strerror(errno)))")
                }
            }
        }
        return path
    }

    private var environment: [String: String] {
        let run = context.run
        var environment = parameters.environment
        environment["ENTRADA_RUN_ID"] = String(run.id)
        environment["ENTRADA_JOB"] = run.job
        environment["ENTRADA_SUBJECT"] = "\(run.subject)"
        environment["ENTRADA_CAUSE"] = "\(run.cause)"
        environment["ENTRADA_ATTEMPT"] = String(context.attempt)
        environment["ENTRADA_NOMINAL_TIME"] = Date(timeIntervalSince1970: Double(run.nominalUs) / 1e6).formatted(
            .iso8601)
        environment["ENTRADA_DATA_ROOT"] = context.dependencies.root.path
        environment.merge(AlertCause.environment(of: run)) { $1 }
        if let reason = run.reason { environment["ENTRADA_REASON"] = reason }
        return environment
    }
}

import CPosix
import Foundation
public import Logging
import Model
import Scheduling
import Subprocess
import Synchronization
import SystemPackage
import WorkerProtocol

/// Starts workers as child processes: their own process group, a clean environment, a lifetime pipe on standard input.
public struct SubprocessLauncher: WorkerLauncher {
    /// What would change how the guard itself is loaded, and is meant for the program only.
    private static let loadersPrefixes = ["LD_", "SWIFT_", "GLIBC_"]

    private let workerPath: String
    private let grace: Duration
    private let logger: Logger

    /// - Parameters:
    ///   - workerPath: absolute path of `entrada-worker`.
    ///   - grace: between TERM and KILL.
    ///   - logger: is told when a run's log cannot be written.
    public init(
        workerPath: String, grace: Duration = .seconds(5), logger: Logger = Logger(label: "entradad")
    ) {
        self.workerPath = workerPath
        self.grace = grace
        self.logger = logger
    }

    public func run(
        _ command: WorkerCommand, started: @escaping @Sendable (Int32) async throws -> Void,
        line: @escaping @Sendable (String) async -> Void
    ) async throws -> WorkerEnd {
        let request = Self.request(of: command)
        let firstLine = try request?.line()
        // Nothing is started whose output would be lost.
        let log = try CappedLog(
            path: command.logPath, limitBytes: command.logLimitBytes, mark: command.mark, logger: logger)
        // The write end stays here: when this process dies, the worker reads the end of its input and exits.
        let lifetime = try FileDescriptor.pipe()
        let link = try command.guarding.map { _ in try GuardLink() }
        let input: FileDescriptor
        switch command.output {
        case .lines: input = lifetime.readEnd
        case .log where link != nil:
            try lifetime.readEnd.close()
            input = link?.other ?? lifetime.readEnd
        case .log:
            // A program of the operator's may read its input: there is none.
            try lifetime.readEnd.close()
            input = try FileDescriptor.open("/dev/null", .readOnly)
        }
        let configuration = configuration(of: command, request)
        let watchdog = WorkerWatchdog(
            timeoutSeconds: command.timeoutSeconds, noProgressSeconds: command.noProgressSeconds)
        let grace = patience(with: command)
        let group = Mutex<Int32>(0)
        let refusal = Mutex<(any Error)?>(nil)
        defer {
            let stopped = link?.read() ?? []
            if let summary = StoppedProcess.summary(of: stopped) { log.note(summary) }
            command.guarding?.add(stopped)
            link?.close()
            log.close()
            try? lifetime.writeEnd.close()
        }
        let isTold = firstLine != nil || command.orders != nil
        // With a reader of its own here, writing to a worker that is gone gives no signal.
        let reader = isTold ? try lifetime.readEnd.duplicate() : nil
        defer { try? reader?.close() }
        if isTold { try Self.makeNonBlocking(lifetime.writeEnd) }
        let result = try await Subprocess.run(
            configuration, input: .fileDescriptor(input, closeAfterSpawningProcess: true), output: .sequence,
            error: .sequence
        ) { execution in
            let pid = execution.processIdentifier.value
            group.withLock { $0 = pid }
            do { try await started(pid) } catch {
                // Its outputs end with it, and what follows here is as at any other end.
                refusal.withLock { $0 = error }
                kill(-pid, SIGKILL)
            }
            // Each of the two outputs gives true at its end, the watch over the process false.
            await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    switch command.output {
                    case .lines: await Self.deliver(execution.standardOutput, watchdog, log, line)
                    case .log: await Self.keep(execution.standardOutput, .output, watchdog, log, line)
                    }
                    return true
                }
                group.addTask {
                    switch command.output {
                    case .lines: await Self.complain(execution.standardError, log)
                    case .log: await Self.keep(execution.standardError, .error, watchdog, log, line)
                    }
                    return true
                }
                group.addTask {
                    guard await watchdog.wait() else { return false }
                    kill(-pid, SIGTERM)
                    // One that hangs may not hear it.
                    if await watchdog.isStill(after: grace) { kill(-pid, SIGKILL) }
                    return false
                }
                if isTold {
                    group.addTask {
                        await Self.tell(firstLine, command.orders, lifetime.writeEnd, watchdog, log)
                        return false
                    }
                }
                var open = 2
                while open > 0, let isOutput = await group.next() { open -= isOutput ? 1 : 0 }
                await watchdog.end()
                // The watch sleeps between two looks: nobody waits for it.
                group.cancelAll()
            }
        }
        if let refusal = refusal.withLock({ $0 }) {
            kill(-group.withLock { $0 }, SIGKILL)
            throw refusal
        }
        let reason = await watchdog.reason ?? (Task.isCancelled ? .cancelled : nil)
        if let reason {
            // It is gone; what it has started and left behind goes as well.
            kill(-group.withLock { $0 }, SIGKILL)
            return .stopped(reason)
        }
        switch result.terminationStatus {
        case .exited(let code): return .exited(Int32(code))
        case .signaled(let signal): return .signalled(Int32(signal))
        }
    }

    /// Between TERM and KILL. A guard gives what it guards that time, and needs some to see it gone.
    private func patience(with command: WorkerCommand) -> Duration {
        (command.grace ?? grace) + (command.guarding == nil ? .zero : .seconds(6))
    }

    /// What `entrada-worker` is asked for; nil: something else is started.
    private static func request(of command: WorkerCommand) -> WorkerRequest? {
        guard case .request(let work) = command.work else { return nil }
        return WorkerRequest(work, ends_with_input: true)
    }

    private func configuration(
        of command: WorkerCommand, _ request: WorkerRequest?
    ) -> Subprocess.Configuration {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: patience(with: command))
        ]
        if let user = command.user {
            options.userID = user.identifier
            options.groupID = user.group
            options.supplementaryGroups = user.groups
        }
        var variables: [Subprocess.Environment.Key: String] = [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8",
        ]
        var (program, arguments) = (workerPath, ["serve"] + [request?.label].compactMap(\.self))
        if case .program(let path, let words) = command.work { (program, arguments) = (path, words) }
        let isGuarded = command.guarding != nil
        var onlyInside: [String] = []
        for (name, value) in command.environment {
            if isGuarded, Self.loadersPrefixes.contains(where: name.hasPrefix) {
                onlyInside += ["--set", "\(name)=\(value)"]
            } else if let key = Subprocess.Environment.Key(rawValue: name) {
                variables[key] = value
            }
        }
        if isGuarded {
            let milliseconds = (command.grace ?? grace).wholeMicroseconds / 1000
            arguments =
                ["guard", "--grace-milliseconds", String(milliseconds)] + onlyInside + ["--", program] + arguments
            program = workerPath
        }
        return Subprocess.Configuration(
            executable: .path(FilePath(program)), arguments: Arguments(arguments),
            environment: .custom(variables), workingDirectory: command.workingDirectory.map { FilePath($0) },
            platformOptions: options)
    }
}

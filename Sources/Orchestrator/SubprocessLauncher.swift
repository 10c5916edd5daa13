import CPosix
import Foundation
import Subprocess
import SystemPackage

/// Starts workers as child processes: their own process group, a clean environment, a lifetime pipe on standard input.
public struct SubprocessLauncher: WorkerLauncher {
    private let workerPath: String
    private let grace: Duration

    /// - Parameters:
    ///   - workerPath: absolute path of `entrada-worker`.
    ///   - grace: between TERM and KILL.
    public init(workerPath: String, grace: Duration = .seconds(5)) {
        self.workerPath = workerPath
        self.grace = grace
    }

    public func run(
        _ command: WorkerCommand, started: @escaping @Sendable (Int32) async -> Void,
        line: @escaping @Sendable (String) async -> Void
    ) async throws -> WorkerEnd {
        // The write end stays here: when this process dies, the worker reads the end of its input and exits.
        let lifetime = try FileDescriptor.pipe()
        let log = try CappedLog(path: command.logPath, limitBytes: command.logLimitBytes)
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: grace)]
        let vigil = Vigil(timeoutSeconds: command.timeoutSeconds, noProgressSeconds: command.noProgressSeconds)
        var variables: [Subprocess.Environment.Key: String] = [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8",
        ]
        for (name, value) in command.environment {
            if let key = Subprocess.Environment.Key(rawValue: name) { variables[key] = value }
        }
        let configuration = Subprocess.Configuration(
            executable: .path(FilePath(command.program ?? workerPath)), arguments: Arguments(command.arguments),
            environment: .custom(variables), workingDirectory: command.workingDirectory.map { FilePath($0) },
            platformOptions: options)
        defer { try? lifetime.writeEnd.close() }
        let result = try await Subprocess.run(
            configuration, input: .fileDescriptor(lifetime.readEnd, closeAfterSpawningProcess: true), output: .sequence,
            error: .sequence
        ) { execution in
            let pid = execution.processIdentifier.value
            await started(pid)
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    do {
                        for try await text in execution.standardOutput.strings(
                            separatedBy: .unicodeScalarSequence("\n".unicodeScalars),
                            bufferingPolicy: .maxLineLength(32 << 20))
                        {
                            await vigil.sign()
                            await line(text)
                        }
                    } catch { log.write("standard output: \(error)\n") }
                }
                group.addTask {
                    do { for try await text in execution.standardError.strings() { log.write(text + "\n") } } catch {
                        log.write("standard error: \(error)\n")
                    }
                }
                group.addTask {
                    guard await vigil.wait() else { return }
                    kill(-pid, SIGTERM)
                    // One that hangs may not hear it.
                    if await vigil.isStill(after: grace) { kill(-pid, SIGKILL) }
                }
                await group.next()
                await group.next()
                await vigil.end()
                // The vigil sleeps half a second at a time; nobody has to wait for it to wake up.
                group.cancelAll()
            }
        }
        log.close()
        if let reason = await vigil.reason { return .stopped(reason) }
        if Task.isCancelled { return .stopped(.cancelled) }
        switch result.terminationStatus {
        case .exited(let code): return .exited(Int32(code))
        case .signaled(let signal): return .signalled(Int32(signal))
        }
    }
}

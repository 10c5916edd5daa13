import Foundation
import Logging
import RealServers
import Testing
import TestSupport

@testable import Orchestrator

@Suite("real processes", .timeLimit(.minutes(10)))
struct SubprocessLauncherTests {
    private let folder: TestFolder
    private let launcher = SubprocessLauncher(workerPath: "/bin/sh", grace: .milliseconds(300))

    init() throws { folder = try TestFolder() }

    private func command(
        _ script: String, timeout: Double = 60, noProgress: Double = 60, environment: [String: String] = [:]
    ) -> WorkerCommand {
        WorkerCommand(
            .program("/bin/sh", arguments: ["-c", script]), environment: environment, logPath: folder["run.log"],
            logLimitBytes: 1000,
            timeoutSeconds: timeout, noProgressSeconds: noProgress)
    }

    private func run(_ command: WorkerCommand) async throws -> (end: WorkerEnd, lines: [String]) {
        let (lines, said) = AsyncStream.makeStream(of: String.self)
        let end = try await launcher.run(command, started: { _ in }, line: { said.yield($0) })
        said.finish()
        var all: [String] = []
        for await line in lines { all.append(line) }
        return (end, all)
    }

    private var log: String {
        get throws { String(decoding: try folder.bytes("run.log"), as: UTF8.self) }
    }

    @Test("its lines are delivered, what it complains about goes to the log, its exit code is told")
    func exit() async throws {
        let (end, lines) = try await run(command("echo one; echo two; echo trouble >&2; exit 65"))
        #expect(end == .exited(65))
        #expect(lines == ["one", "two"])
        #expect(try log.contains("trouble"))
    }

    @Test("one that cannot be written down is ended, and why is thrown")
    func unrecorded() async throws {
        let command = command("while :; do sleep 1; done")
        let error = await #expect(throws: RunFailure.self) {
            try await launcher.run(command, started: { _ in throw RunFailure("no ledger") }, line: { _ in })
        }
        #expect(error?.message == "no ledger")
    }

    @Test("one whose log fills the disk goes on to its end, and the daemon's log says so once")
    func fullLog() async throws {
        try FileManager.default.createSymbolicLink(atPath: folder["run.log"], withDestinationPath: "/dev/full")
        let said = Recorder<String>()
        let launcher = SubprocessLauncher(
            workerPath: "/bin/sh", logger: Logger(label: "test") { _ in LogLines(lines: said) })
        let script = "for i in 1 2 3; do echo trouble >&2; done; exit 3"
        let end = try await launcher.run(command(script), started: { _ in }, line: { _ in })
        #expect(end == .exited(3))
        #expect(said.all.count == 1, "\(said.all)")
        #expect(said.all.first?.contains("path=" + folder["run.log"]) == true)
    }

    @Test("nothing is started whose log cannot be opened")
    func withoutLog() async throws {
        var command = command("echo here")
        command.logPath = folder["none/run.log"]
        await #expect(throws: RunFailure.self) {
            try await launcher.run(
                command, started: { _ in Issue.record("it was started") }, line: { _ in })
        }
    }

    @Test("death by a signal is told")
    func killed() async throws {
        #expect(try await run(command("kill -9 $$")).end == .signalled(9))
    }

    @Test("its environment is what it is given, and nothing of ours")
    func environment() async throws {
        let (_, lines) = try await run(command("env", environment: ["ENTRADA_RUN_ID": "7"]))
        let names = Set(lines.compactMap { $0.split(separator: "=").first.map(String.init) })
        #expect(names.subtracting(["PWD", "SHLVL", "_", "OLDPWD"]) == ["PATH", "LANG", "ENTRADA_RUN_ID"])
    }

    @Test(
        "one that says nothing for too long is stopped, also if it does not listen", arguments: ["", "trap '' TERM; "])
    func noProgress(trap: String) async throws {
        let (end, lines) = try await run(command(trap + "echo here; while :; do sleep 1; done", noProgress: 0.3))
        #expect(end == .stopped(.noProgress))
        #expect(lines == ["here"])
    }

    @Test("it holds no file of ours open, least of all another worker's lifetime pipe")
    func descriptors() async throws {
        let started = Signal()
        let (launcher, other) = (launcher, command("while :; do sleep 1; done"))
        let task = Task { try await launcher.run(other, started: { _ in started.send() }, line: { _ in }) }
        await started.wait()
        let (_, lines) = try await run(command("ls /proc/$$/fd"))
        task.cancel()
        _ = try? await task.value
        #expect(lines == ["0", "1", "2"])
    }

    @Test("one that takes too long is stopped, however busy it is")
    func timeout() async throws {
        let (end, _) = try await run(command("while :; do echo busy; sleep 0.1; done", timeout: 0.5))
        #expect(end == .stopped(.timeout))
    }

    @Test("cancelling stops it")
    func cancel() async throws {
        let started = Signal()
        let (launcher, command) = (launcher, command("trap '' TERM; while :; do sleep 1; done"))
        let task = Task { try await launcher.run(command, started: { _ in started.send() }, line: { _ in }) }
        await started.wait()
        task.cancel()
        let end = try? await task.value
        #expect(end == nil || end == .stopped(.cancelled))
    }

    @Test("of a long log the head and the tail are kept, within its limit")
    func longLog() async throws {
        let (end, _) = try await run(command("i=0; while [ $i -lt 500 ]; do echo line $i >&2; i=$((i+1)); done"))
        #expect(end == .exited(0))
        #expect(try log.contains(" line 0\n"))
        let names = try folder.names(in: "").filter { $0.hasPrefix("run.log") }.sorted()
        #expect(names == ["run.log", "run.log.1", "run.log.2"])
        let tail = String(decoding: try folder.bytes("run.log.2"), as: UTF8.self)
        #expect(tail.hasSuffix(" line 499\n"))
        #expect(try names.map { try folder.bytes($0).count }.reduce(0, +) < 1100)
    }
}

import Foundation
import Jobs
import Ledger
import RealServers
import Scheduling
import Testing
import TestSupport

@testable import Orchestrator

@Suite("programs of the operator's", .timeLimit(.minutes(2)))
struct CommandRunTests {
    private func bench(_ script: String, _ change: (inout CommandParameters) -> Void = { _ in }) async throws
        -> OrchestratorBench
    {
        var parameters = CommandParameters(program: "/bin/sh", arguments: ["-c", script], environment: ["OWN": "1"])
        parameters.grace = .milliseconds(300)
        change(&parameters)
        let job = JobDefinition(
            name: "own", kind: .command, timeout: .seconds(60), noProgress: .seconds(60), retry: Job.retry(3),
            parameters: parameters)
        return try await OrchestratorBench(
            jobs: [job],
            launcher: SubprocessLauncher(workerPath: Program.built("entrada-worker"), grace: .milliseconds(300)))
    }

    private func run(_ bench: OrchestratorBench) async throws -> RunRecord {
        _ = try await bench.orchestrator.operations.request(
            RunOrder(id: "r", job: "own", who: "root(0)", reason: "test"))
        try await bench.settle()
        return try #require(try await bench.runs("own").first)
    }

    /// Without the times.
    private func log(_ bench: OrchestratorBench, _ run: RunRecord) throws -> String {
        let text = String(decoding: try bench.folder.bytes("root/log/runs/\(run.id).log"), as: UTF8.self)
        return text.replacing(#/(?m)^\d{4}-\d\d-\d\dT[\d:.]{12}Z ?/#, with: "")
    }

    @Test("a clean environment, a directory of its own, no input, and all its output in the log")
    func surroundings() async throws {
        let bench = try await bench("env | sort; pwd; echo trouble >&2; cat; touch here; printf 'no newline'")
        let run = try await run(bench)
        #expect(run.state == .completed)
        let lines = try log(bench, run).split(separator: "\n").map(String.init)
        let names = Set(
            lines.filter { $0.contains("=") }.compactMap { $0.split(separator: "=").first.map(String.init) })
        #expect(
            names.subtracting(["PWD", "SHLVL", "_", "OLDPWD"]) == [
                "PATH", "LANG", "OWN", "ENTRADA_RUN_ID", "ENTRADA_JOB", "ENTRADA_SUBJECT", "ENTRADA_CAUSE",
                "ENTRADA_ATTEMPT", "ENTRADA_NOMINAL_TIME", "ENTRADA_DATA_ROOT", "ENTRADA_REASON",
            ])
        #expect(lines.contains(bench.absolute("work/\(run.id).1")))
        #expect(try log(bench, run).contains("trouble\n"))
        #expect(try log(bench, run).contains("no newline"))
        #expect(try bench.names("work").isEmpty, "its directory is cleared away")
    }

    @Test("exit code 75 puts it off for as long as its last line says, and counts no attempt")
    func snooze() async throws {
        let bench = try await bench("echo busy; echo 'Retry-After: 90s'; exit 75")
        let run = try await run(bench)
        #expect(run.state == .interrupted)
        #expect(run.failures == 0)
        #expect(run.availableUs == bench.clock.nowUs + 90_000_000)
        bench.clock.advance(.seconds(90))
        try await bench.settle()
        let second = try #require(try await bench.runs("own").first)
        #expect(second.attempt == 2)
        #expect(second.failures == 0)
        let attempts = try await bench.ledger.read { try $0.attempts(run: run.id) }
        #expect(attempts.map(\.exitCode) == [75, 75])
    }

    @Test("exit code 75 without a line waits for as long as a first retry")
    func snoozeWithoutLine() async throws {
        let bench = try await bench("exit 75")
        let run = try await run(bench)
        #expect(run.availableUs == bench.clock.nowUs + 10_000_000)
    }

    @Test(
        "what a line asks for",
        arguments: [
            ("retry-after: 30s", Duration.seconds(30)), ("RETRY-AFTER:  90", .seconds(90)),
            ("retry-after: 2d", .seconds(86_400)),
            ("retry-after: soon", nil), ("retry: 30s", nil), ("", nil),
        ] as [(String, Duration?)])
    func retryAfter(line: String, expected: Duration?) {
        #expect(RetryAfter.parse(line) == expected)
    }

    @Test("an exit code that is permanent is not tried again; another one is")
    func permanent() async throws {
        let permanent = try await run(try await bench("exit 3") { $0.permanentExitCodes = [3] })
        #expect(permanent.state == .discarded)
        let other = try await run(try await bench("exit 4") { $0.permanentExitCodes = [3] })
        #expect(other.state == .retryable)
    }

    @Test("cancelling one that ignores TERM, and whose child does too, ends both")
    func cancel() async throws {
        let folder = try TestFolder()
        let place = try folder.make("place")
        let rung = Signal()
        let watch = try #require(ArrivalWatch { rung.send() })
        defer { watch.stop() }
        #expect(watch.watch([place]).isEmpty)
        let bench = try await bench(
            "trap '' TERM; (exec sleep 600) & echo $! > \(place)/new; mv \(place)/new \(place)/child; wait; sleep 600")
        _ = try await bench.orchestrator.operations.request(RunOrder(id: "r", job: "own", who: "root(0)"))
        try await bench.pass()
        let run = try #require(try await bench.runs("own").first)
        let ending = Task { [orchestrator = bench.orchestrator] in await orchestrator.endings(ofRun: run.id) }
        while try !folder.names(in: "place").contains("child") { await rung.wait() }
        let text = String(decoding: try folder.bytes("place/child"), as: UTF8.self)
        let child = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(kill(child, 0) == 0)
        try await bench.orchestrator.operations.cancel(run: run.id, who: "root(0)", reason: nil)
        await ending.value
        #expect(try await bench.runs("own").map(\.state) == [.cancelled])
        #expect(ProcessIdentity.startTime(of: child) == nil || Self.isZombie(child), "its child is gone")
    }

    private static func isZombie(_ pid: Int32) -> Bool {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        return text.contains(") Z ")
    }

    @Test("its limits are those that the job says")
    func limits() async throws {
        let bench = try await bench("nice; ulimit -n; ulimit -t; ulimit -d") {
            $0.limits = CommandLimits(memory: 256 << 20, cpuTime: .seconds(20), openFiles: 77, nice: 7)
        }
        let run = try await run(bench)
        #expect(run.state == .completed)
        #expect(try log(bench, run).split(separator: "\n") == ["7", "77", "20", "262144"])
    }

    @Test("a line without an end does not stop it, and the log has one")
    func endless() async throws {
        let bench = try await bench("head -c 3000000 /dev/zero | tr '\\0' x")
        let run = try await run(bench)
        #expect(run.state == .completed)
        let files = try bench.names("log/runs").map { try bench.folder.bytes("root/log/runs/" + $0).count }
        #expect(files.reduce(0, +) < 1_100_000)
    }

    @Test("it runs as the user that the job names", .enabled(if: geteuid() == 0))
    func user() async throws {
        let bench = try await bench("id -un; id -gn; touch mine && stat -c %U mine") { $0.user = "nobody" }
        // Whoever it is has to get through to the directory of the run.
        for path in ["", "root", "root/work"] { chmod(bench.folder[path], 0o755) }
        let run = try await run(bench)
        #expect(try log(bench, run).split(separator: "\n").first == "nobody")
    }
}

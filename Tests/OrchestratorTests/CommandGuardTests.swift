import Foundation
import Jobs
import Ledger
import RealServers
import Scheduling
import Testing
import TestSupport
import WorkerProtocol

@testable import Orchestrator

@Suite("all that a command has started is stopped with it", .timeLimit(.minutes(2)))
struct CommandGuardTests {
    private let folder: TestFolder
    private let rung = Signal()

    init() throws {
        folder = try TestFolder()
        try folder.make("place")
    }

    private func bench(
        _ script: String, timeout: Duration = .seconds(60), _ change: (inout CommandParameters) -> Void = { _ in }
    ) async throws -> OrchestratorBench {
        var parameters = CommandParameters(
            program: "/bin/bash", arguments: ["-c", script], environment: ["PLACE": folder["place"]])
        parameters.grace = .milliseconds(500)
        change(&parameters)
        let job = JobDefinition(
            name: "own", kind: .command, timeout: timeout, noProgress: .seconds(60), retry: Job.retry(3),
            parameters: parameters)
        return try await OrchestratorBench(
            jobs: [job], launcher: SubprocessLauncher(workerPath: Program.built("entrada-worker")))
    }

    /// Sessions of their own: a child, one that has forked twice, and one with an empty environment that ignores TERM.
    private static let escape = """
        setsid bash -c 'echo $$ > $PLACE/n1; mv $PLACE/n1 $PLACE/one; exec sleep 54321' &
        (setsid bash -c '(trap "" HUP; echo $BASHPID > $PLACE/n2; mv $PLACE/n2 $PLACE/two; exec sleep 54321) & exit' &)
        setsid env -i PLACE=$PLACE bash -c 'trap "" TERM; echo $$ > $PLACE/n3; mv $PLACE/n3 $PLACE/three; while :; do sleep 1; done' &
        """

    /// The numbers of processes, when all of them have said it.
    private func pids(_ names: String..., watch: ArrivalWatch) async throws -> [Int32] {
        while true {
            let there = Set(try folder.names(in: "place"))
            if there.isSuperset(of: names) { break }
            await rung.wait()
        }
        var pids: [Int32] = []
        for name in names {
            let text = String(decoding: try folder.bytes("place/" + name), as: UTF8.self)
            pids.append(try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines))))
        }
        return pids
    }

    private func watch() throws -> ArrivalWatch {
        let rung = rung
        let watch = try #require(ArrivalWatch { rung.send() })
        #expect(watch.watch([folder["place"]]).isEmpty)
        return watch
    }

    private func isGone(_ pid: Int32) -> Bool { ProcessTree.entry(of: pid).map(\.isZombie) ?? true }

    private func log(_ bench: OrchestratorBench, _ run: Int64) throws -> String {
        String(decoding: try bench.folder.bytes("root/log/runs/\(run).log"), as: UTF8.self)
    }

    @Test("cancelling reaches sessions of their own and children of children, and says what it took")
    func cancel() async throws {
        let watch = try watch()
        defer { watch.stop() }
        let bench = try await bench(Self.escape + "\nsleep 12345")
        _ = try await bench.orchestrator.operations.request(RunOrder(id: "r", job: "own", who: "root(0)"))
        try await bench.pass()
        let run = try #require(try await bench.runs("own").first)
        let pids = try await pids("one", "two", "three", watch: watch)
        #expect(pids.allSatisfy { !isGone($0) })
        let ending = Task { [orchestrator = bench.orchestrator] in await orchestrator.endings(ofRun: run.id) }
        try await bench.orchestrator.operations.cancel(run: run.id, who: "root(0)", reason: nil)
        await ending.value
        #expect(pids.filter { !isGone($0) } == [])
        let ended = try #require(try await bench.runs("own").first)
        #expect(ended.state == .cancelled)
        let error = try #require(ended.error)
        #expect(error.hasPrefix("cancelled by root(0)"), "\(error)")
        for pid in pids { #expect(error.contains("\(pid) "), "\(error)") }
        #expect(error.contains("TERM, in a session of its own") && error.contains("KILL, in a session of its own"))
        #expect(try log(bench, run.id).contains("[entrada] stopped "))
    }

    @Test("so does a time-out")
    func timeout() async throws {
        let watch = try watch()
        defer { watch.stop() }
        let bench = try await bench(Self.escape + "\nsleep 12345", timeout: .seconds(2))
        _ = try await bench.orchestrator.operations.request(RunOrder(id: "r", job: "own", who: "root(0)"))
        try await bench.settle()
        let pids = try await pids("one", "two", "three", watch: watch)
        #expect(pids.filter { !isGone($0) } == [])
        let error = try #require(try await bench.runs("own").first?.error)
        #expect(error.contains("took longer than the job's timeout; stopped "), "\(error)")
    }

    @Test("one that holds the output open goes on with the run, and ends with it")
    func heir() async throws {
        let bench = try await bench("setsid sleep 54321 & echo $!", timeout: .seconds(2))
        _ = try await bench.orchestrator.operations.request(RunOrder(id: "r", job: "own", who: "root(0)"))
        try await bench.settle()
        let run = try #require(try await bench.runs("own").first)
        #expect(run.state == .retryable)
        #expect(run.error?.contains("sleep 54321 (TERM, in a session of its own)") == true, "\(run.error ?? "")")
    }

    @Test("what runs on in order, with an output of its own, is left alone")
    func daemon() async throws {
        let watch = try watch()
        defer { watch.stop() }
        let bench = try await bench(
            "setsid bash -c 'echo $$ > $PLACE/n; mv $PLACE/n $PLACE/one; exec sleep 54321' > /dev/null 2>&1 < /dev/null &"
                + " until [ -e $PLACE/one ]; do sleep 0.05; done")
        _ = try await bench.orchestrator.operations.request(RunOrder(id: "r", job: "own", who: "root(0)"))
        try await bench.settle()
        let pid = try #require(try await pids("one", watch: watch).first)
        #expect(try await bench.runs("own").first?.state == .completed)
        #expect(!isGone(pid))
        kill(pid, SIGKILL)
    }

    @Test("how the program ends is how its guard ends")
    func ends() async throws {
        for (script, expected) in [("exit 0", nil), ("exit 7", "exit code 7"), ("kill -9 $$", "killed by SIGKILL")] {
            let bench = try await bench(script)
            _ = try await bench.orchestrator.operations.request(RunOrder(id: "r", job: "own", who: "root(0)"))
            try await bench.settle()
            let run = try #require(try await bench.runs("own").first)
            #expect(expected.map { run.error?.contains($0) == true } ?? (run.state == .completed), "\(run.error ?? "")")
        }
        let missing = try await bench("") { $0.program = "/usr/bin/is-not-there" }
        _ = try await missing.orchestrator.operations.request(RunOrder(id: "r", job: "own", who: "root(0)"))
        try await missing.settle()
        #expect(try await missing.runs("own").first?.error == "there is no program /usr/bin/is-not-there")
    }

    @Test("when the daemon is gone the guard stops everything")
    func daemonGone() async throws {
        let watch = try watch()
        defer { watch.stop() }
        // The daemon's end is here, and closes with it.
        let pipe = folder["pipe"]
        #expect(mkfifo(pipe, 0o600) == 0)
        let daemon = open(pipe, O_RDWR | O_CLOEXEC)
        let guardian = try ChildProcess(
            "/bin/bash",
            [
                "-c", "exec \"$@\" < \(pipe)", "-", Program.built("entrada-worker"), "guard", "--grace-milliseconds",
                "300",
                "--set", "PLACE=\(folder["place"])", "--", "/bin/bash", "-c", Self.escape + "\nsleep 12345",
            ])
        let pids = try await pids("one", "two", "three", watch: watch)
        #expect(pids.allSatisfy { !isGone($0) })
        close(daemon)
        _ = guardian.wait()
        #expect(pids.filter { !isGone($0) } == [])
    }

    @Test("what a daemon before has left is found by what was written down and by its environment")
    func leftovers() async throws {
        let watch = try watch()
        defer { watch.stop() }
        let bench = try await OrchestratorBench(jobs: [Job.command("own")]) { await $0.hang() }
        _ = try await bench.orchestrator.operations.request(RunOrder(id: "r", job: "own", who: "root(0)"))
        try await bench.begin("own")
        let run = try #require(try await bench.runs("own").first)
        // Nothing ties it to the daemon but what it has inherited.
        let stray = try ChildProcess(
            "/usr/bin/env",
            [
                "ENTRADA_RUN_ID=\(run.id)", "ENTRADA_DATA_ROOT=\(bench.folder["root"])", "PLACE=\(folder["place"])",
                "setsid", "--fork", "bash", "-c", "echo $$ > $PLACE/n; mv $PLACE/n $PLACE/one; exec sleep 54321",
            ])
        let pid = try #require(try await pids("one", watch: watch).first)
        _ = stray.wait()
        #expect(!isGone(pid))
        let next = try await bench.restart()
        #expect(isGone(pid))
        let orphan = try #require(try await bench.runs("own").first)
        #expect(
            orphan.error?.contains("\(pid) sleep 54321 (KILL, in a session of its own)") == true,
            "\(orphan.error ?? "")")
        #expect(try log(bench, run.id).contains("the next one stopped 1 process"))
        await next.interruptAll()
        await bench.orchestrator.interruptAll()
        await bench.endOf("own")
    }
}

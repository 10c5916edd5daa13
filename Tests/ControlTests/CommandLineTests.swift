import CPosix
import Control
import Foundation
import Ledger
import Testing

/// The program as a whole: what it prints, and what it exits with.
struct CommandLineTests {
    @Test func statusWithADaemon() async throws {
        let bench = try await Bench()
        defer { bench.close() }
        let program = Program(bench)
        let (screen, json, check) = try await bench.serving { _ in
            (
                try await program("status"), try await program("status", "--json"),
                try await program("status", "--check")
            )
        }
        #expect(screen.status == 0, "\(screen.errors)")
        #expect(screen.output.hasPrefix("entradad test, pid \(getpid()), up 1m, incarnation 1, 0 working\n"))
        #expect(screen.output.contains("discarded now"))
        #expect(screen.output.contains("disk: 50.0 GiB free of 100 GiB (50 %)"))
        #expect(!screen.output.contains("\u{1B}"))
        let report = try JSONDecoder().decode(StatusReport.self, from: Data(json.output.utf8))
        #expect(report.schema == 1)
        #expect(report.backlog.map(\.server) == ["ns1", "ns2"])
        #expect(check.status == 7)
        #expect(check.output == "degraded: 1 runs have failed for good in the last 24 hours\n")
    }

    @Test func withoutADaemonTheFileAnswers() async throws {
        let bench = try await Bench()
        defer { bench.remove() }
        try Data().write(to: URL(fileURLWithPath: bench.root + "/lock"))
        try bench.ledger.close()
        let program = Program(bench)
        let status = try await program("status")
        #expect(status.status == 0, "\(status.errors)")
        #expect(status.output.hasPrefix("no daemon answers; the last one (pid 1) started "))
        #expect(try await program("status", "--check").status == 3)
        let trace = try await program("trace", "1-a.pcap")
        #expect(trace.status == 0)
        #expect(trace.output.contains("staging/dns/day=2026-02-25/1.parquet"))
        let verify = try await program("ledger", "verify")
        #expect(verify.status == 0)
        #expect(verify.output.contains(" is sound: "))
        #expect(try await program("show", "\(bench.runs[1])").output.contains("not a capture"))
        #expect(try await program("run", "fetch").status == 3)
    }

    @Test func theLockOfADaemonIsRespected() async throws {
        let bench = try await Bench()
        defer { bench.close() }
        let lock = entrada_openat(AT_FDCWD, bench.root + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        try #require(lock >= 0 && entrada_flock(lock, LOCK_EX | LOCK_NB) == 0)
        defer { close(lock) }
        let outcome = try await Program(bench)("status")
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains("a daemon holds \(bench.root)"))
    }

    @Test func errorsHaveTheirExitCodes() async throws {
        let bench = try await Bench()
        defer { bench.close() }
        let program = Program(bench)
        let codes = try await bench.serving { _ in
            [
                try await program("run", "fetch").status, try await program("run", "nothing").status,
                try await program("run", "busy").status, try await program("run", "odd").status,
                try await program("reload").status, try await program("show", "999").status,
                try await program("trace", "no-such").status, try await program("nonsense").status,
                try await program("runs", "--state", "lost").status, try await program("retry").status,
                try await program("run", "fetch", "--day", "yesterday").status, try await program("--help").status,
            ]
        }
        #expect(codes == [0, 4, 5, 1, 78, 4, 4, 2, 2, 2, 2, 0])
        let denied = try await bench.serving(mayOperate: { _ in false }) { _ in try await program("pause", "fetch") }
        #expect(denied.status == 6)
        #expect(denied.errors.contains("may look, but not give orders"))
    }

    @Test func waitingEndsWithTheRun() async throws {
        let bench = try await Bench()
        defer { bench.close() }
        let program = Program(bench)
        let (good, bad) = try await bench.serving { _ in
            (try await program("run", "first", "--wait"), try await program("run", "second", "--wait", "--json"))
        }
        #expect(good.status == 0, "\(good.errors)")
        #expect(good.output.contains("completed"))
        #expect(good.errors.contains("run \(bench.runs[0]) decode capture:1: completed"))
        #expect(bad.status == 1)
        #expect(try JSONDecoder().decode([RunLine].self, from: Data(bad.output.utf8)).map(\.state) == [.discarded])
    }

    @Test func configurationProblemsHaveFileAndLine() async throws {
        let bench = try await Bench()
        defer { bench.close() }
        let config = bench.root + "/entrada.toml"
        try Data("data_root = \"\(bench.root)\"\nservrs = 1\n".utf8).write(to: URL(fileURLWithPath: config))
        let outcome = try await Program(bench)("config", "check")
        #expect(outcome.status == 78)
        #expect(outcome.output.contains("\(config):2: "))
        #expect(outcome.output.contains("\(bench.root)/jobs.d"))
    }

    @Test func aQueryRunsTheWorkerUnderALease() async throws {
        let bench = try await Bench()
        defer { bench.close() }
        let copy = bench.root + "/bin"
        let files = FileManager.default
        try files.createDirectory(atPath: copy, withIntermediateDirectories: true)
        try files.copyItem(atPath: Program.built, toPath: copy + "/entradactl")
        let worker = """
            #!/bin/sh
            [ "$7" = "SELECT 1" ] || { echo "bad query: $7" >&2; exit 1; }
            echo "$1 $2 $4 $5"; cat "$3"
            """
        try Data(worker.utf8).write(to: URL(fileURLWithPath: copy + "/entrada-worker"))
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: copy + "/entrada-worker")
        let program = Program(bench, executable: copy + "/entradactl")
        let (good, bad) = try await bench.serving { _ in
            (try await program("query", "SELECT 1", "--format", "csv"), try await program("query", "SELECT 2"))
        }
        let lines = good.output.split(separator: "\n", maxSplits: 1).map(String.init)
        #expect(good.status == 0, "\(good.errors)")
        #expect(lines.first == "query --snapshot --format csv")
        let snapshot = try JSONDecoder().decode(LeaseReply.self, from: Data((lines.last ?? "").utf8))
        #expect(snapshot.root == bench.root)
        #expect(snapshot.files.map(\.rows) == [7])
        #expect(bad.status == 1)
        #expect(bad.errors.contains("bad query: SELECT 2"))
        // Both leases are given back: a retired file may go.
        let file = try #require(snapshot.files.first)
        try await bench.ledger.write { try $0.retire(file: file.id) }
        #expect(try await bench.ledger.read { try $0.removableFiles(retiredBeforeUs: .max) }.map(\.id) == [file.id])
    }
}

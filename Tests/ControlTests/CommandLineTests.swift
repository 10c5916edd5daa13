import CPosix
import Control
import Foundation
import Ledger
import Model
import RealServers
import Testing
import WorkerProtocol

/// The program as a whole: what it prints, and what it exits with.
struct CommandLineTests {
    @Test func statusWithADaemon() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let program = ControlProgram(bench)
        let (screen, json, check) = try await bench.serving { _ in
            (
                try await program("status"), try await program("status", "--json"),
                try await program("status", "--check")
            )
        }
        #expect(screen.status == 0, "\(screen.errors)")
        #expect(screen.output.hasPrefix("entradad test, pid \(getpid()), up 1m, incarnation 1, 0 running\n"))
        #expect(screen.output.contains("discarded now"))
        #expect(screen.output.contains("disk: 50.0 GiB free of 100 GiB (50 %)"))
        #expect(!screen.output.contains("\u{1B}"))
        let report = try JSONDecoder().decode(StatusReport.self, from: Data(json.output.utf8))
        #expect(report.schema == 1)
        #expect(report.backlog.map(\.server) == ["ns1", "ns2"])
        #expect(check.status == 7)
        #expect(check.output.hasPrefix("degraded: 1 failure is open: run 2 of decode (capture:2); see entradactl why"))
    }

    @Test func withoutADaemonTheFileAnswers() async throws {
        let bench = try await ControlBench()
        defer { bench.remove() }
        try Data().write(to: URL(fileURLWithPath: bench.root + "/lock"))
        try bench.ledger.close()
        let program = ControlProgram(bench)
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
        let bench = try await ControlBench()
        defer { bench.close() }
        let lock = entrada_openat(AT_FDCWD, bench.root + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        try #require(lock >= 0 && entrada_flock(lock, LOCK_EX | LOCK_NB) == 0)
        defer { close(lock) }
        let outcome = try await ControlProgram(bench)("status")
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains("a daemon uses \(bench.root)"))
    }

    @Test func errorsHaveTheirExitCodes() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let program = ControlProgram(bench)
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
        #expect(denied.errors.contains("may read, but not change anything"))
    }

    @Test func whatRemovesOrEndsIsAskedForTwice() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let program = ControlProgram(bench)
        let (silent, yes, all) = try await bench.serving { _ in
            // Nobody is there to be asked.
            (
                try await program("drain"), try await program("drain", "--yes", "--now"),
                try await program("run", "decode", "--only", "all")
            )
        }
        #expect(silent.status == 2 && silent.errors.contains("use --yes"))
        #expect(yes.status == 0 && all.status == 2)
        #expect(
            bench.service.orders.map { $0.verb + " " + $0.subject }.filter { $0.hasPrefix("drain") } == ["drain now"])
    }

    @Test func quarantineIsListedShownAndReleased() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let program = ControlProgram(bench)
        let id = "\(bench.files[1])"
        let (list, show, wrong, release) = try await bench.serving { _ in
            (
                try await program("quarantine"), try await program("quarantine", "show", "b.pcap"),
                try await program("quarantine", "show", "capture:\(bench.files[0])"),
                try await program("quarantine", "release", id)
            )
        }
        #expect(list.output.contains("b.pcap") && list.output.contains("not a capture"))
        #expect(show.output.contains("quarantine/ns1/") && show.output.contains("entradactl quarantine release \(id)"))
        #expect(wrong.status == 5 && wrong.errors.contains("is loaded, not in quarantine"))
        #expect(release.status == 0 && release.output == "1 released\n", "\(release.errors)")
        #expect(bench.service.orders.map(\.subject) == ["capture:\(id)"])
    }

    @Test func aDryRunOfExpireListsWhatWouldGo() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let outcome = try await bench.serving { _ in try await ControlProgram(bench)("run", "expire", "--dry-run") }
        let lines = outcome.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(
            lines == [
                "2 items would be deleted, 2.0 KiB", "RULE BYTES WHAT",
                "archive_days 1.9 KiB archive/ns1/2026-01-01/1-a.pcap", "trash_days 48 B trash/9-old.pcap",
                "RULE COUNT BYTES", "archive_days 1 1.9 KiB", "trash_days 1 48 B",
                "a scheduled run would refuse this: "
                    + "25 of 100 archived captures of ns1 would be deleted at once, more than 10 %",
            ])
    }

    @Test func quarantineIsDismissedWhenSomebodySaysYes() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let program = ControlProgram(bench)
        let (bad, good) = ("\(bench.files[1])", "\(bench.files[0])")
        let (asked, wrong, done) = try await bench.serving { _ in
            (
                try await program("quarantine", "dismiss", bad),
                try await program("quarantine", "dismiss", bad, good, "--yes"),
                try await program("quarantine", "dismiss", bad, "--yes", "--reason", "useless")
            )
        }
        #expect(asked.status == 2, "nobody is there to answer")
        #expect(wrong.status == 5 && wrong.errors.contains("capture \(good) is loaded, not in quarantine"))
        #expect(done.status == 0 && done.output == "1 dismissed\n", "\(done.errors)")
        #expect(bench.service.orders.map { $0.verb + " " + $0.subject } == ["dismiss capture:\(bad)"])
    }

    @Test func theScheduleIsInTheJobsZoneAndInUTC() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        func write(_ text: String, _ path: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: bench.root + "/" + path))
        }
        try write(
            "data_root = \"\(bench.root)\"\njobs = \"\(bench.root)/jobs.d\"\n[privacy]\npolicy = \"keep\"\n",
            "entrada.toml")
        try FileManager.default.createDirectory(atPath: bench.root + "/jobs.d", withIntermediateDirectories: true)
        try write(
            """
            name = "night"
            kind = "backup"
            schedule = "30 2 * * *"
            timezone = "Europe/Vienna"
            """, "jobs.d/1.toml")
        let program = ControlProgram(bench)
        let table = try await program("schedule", "night", "-n", "3", "--from", "2026-03-28T00:00:00Z")
        let lines = table.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        // The hour between two and three is missing on 29 March: the first moment after it counts.
        #expect(
            lines.dropFirst() == [
                "night 30 2 * * * 2026-03-28 01:30:00Z 2026-03-28 02:30:00+01:00 Europe/Vienna",
                "2026-03-29 01:00:00Z 2026-03-29 03:00:00+02:00 Europe/Vienna",
                "2026-03-30 00:30:00Z 2026-03-30 02:30:00+02:00 Europe/Vienna",
            ], "\(table.output) \(table.errors)")
        #expect(try await program("schedule", "nothing").status == 4)
    }

    @Test func waitingEndsWithTheRun() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let program = ControlProgram(bench)
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
        let bench = try await ControlBench()
        defer { bench.close() }
        let config = bench.root + "/entrada.toml"
        try Data("data_root = \"\(bench.root)\"\nservrs = 1\n".utf8).write(to: URL(fileURLWithPath: config))
        let outcome = try await ControlProgram(bench)("config", "check")
        #expect(outcome.status == 78)
        #expect(outcome.output.contains("\(config):2: "))
        #expect(outcome.output.contains("\(bench.root)/jobs.d"))
    }

    @Test func aQueryRunsTheWorkerUnderALease() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let copy = bench.root + "/bin"
        let files = FileManager.default
        try files.createDirectory(atPath: copy, withIntermediateDirectories: true)
        try files.copyItem(atPath: Program.built("entradactl"), toPath: copy + "/entradactl")
        let worker = """
            #!/bin/sh
            cat "$4"; echo
            grep -q '"sql":"SELECT 1"' "$4" || { echo "bad query: $*" >&2; exit 1; }
            cat "$(sed 's/.*"snapshot":"//; s/".*//' "$4")"
            """
        try Data(worker.utf8).write(to: URL(fileURLWithPath: copy + "/entrada-worker"))
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: copy + "/entrada-worker")
        let program = ControlProgram(bench, executable: copy + "/entradactl")
        let (good, bad) = try await bench.serving { _ in
            (try await program("query", "SELECT 1", "--format", "csv"), try await program("query", "SELECT 2"))
        }
        let lines = good.output.split(separator: "\n", maxSplits: 1).map(String.init)
        #expect(good.status == 0, "\(good.errors)")
        let request = try WorkerRequest(json: Data((lines.first ?? "").utf8))
        guard case .query(let query) = request.work else { throw CocoaError(.coderInvalidValue) }
        #expect(query.sql == "SELECT 1" && query.format == .csv && query.output == nil)
        #expect(!FileManager.default.fileExists(atPath: query.snapshot), "the list of files is left behind")
        let snapshot = try JSONDecoder().decode(LeaseReply.self, from: Data((lines.last ?? "").utf8))
        #expect(snapshot.root == bench.root)
        #expect(snapshot.files.map(\.rows) == [7])
        #expect(bad.status == 1)
        #expect(bad.errors.contains("bad query: serve query --request"))
        #expect(!bad.errors.contains("SELECT 2"), "a query is among the arguments")
        // Both leases are given back: a retired file may go.
        let file = try #require(snapshot.files.first)
        try await bench.ledger.write { try $0.retire(file: file.id) }
        #expect(try await bench.ledger.read { try $0.removableFiles(retiredBeforeUs: .max) }.map(\.id) == [file.id])
    }
}

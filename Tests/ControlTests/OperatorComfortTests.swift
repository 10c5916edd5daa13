import Control
import Foundation
import Ledger
import Model
import RealServers
import Testing
import WorkerProtocol

@testable import entradactl

/// What makes the program pleasant: names that are corrected, questions before work is done twice, screens that fit.
struct OperatorComfortTests {
    @Test func anUnknownNameEndsWithFourAndSaysWhichWasMeant() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let program = ControlProgram(bench)
        try bench.write("data_root = \"\(bench.root)\"\n[privacy]\npolicy = \"keep\"\n", "entrada.toml")
        try bench.write("name = \"fetch\"\nkind = \"fetch\"\nevery = \"3s\"\n", "jobs.d/1.toml")
        for verb in [
            ["run", "fecth"], ["pause", "fecth"], ["resume", "fecth"], ["runs", "--job", "fecth"], ["why", "fecth"],
            ["logs", "fecth"], ["schedule", "fecth"],
        ] {
            let outcome = try await bench.serving { _ in try await program(arguments: verb) }
            #expect(outcome.status == 4, "\(verb) \(outcome)")
            #expect(outcome.errors.contains("did you mean 'fetch'?"), "\(verb) \(outcome.errors)")
        }
        let server = try await bench.serving { _ in try await program("files", "--server", "ns11") }
        #expect(server.status == 4 && server.errors.contains("there is no server 'ns11'; did you mean 'ns1'?"))
        // Nothing found of a name that is known is no error.
        let known = try await bench.serving { _ in try await program("runs", "--job", "fetch") }
        #expect(known.status == 0, "\(known.errors)")
    }

    @Test func whatIsDoneIsNotDoneAgainUnasked() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let program = ControlProgram(bench)
        let outcomes = try await bench.serving { _ in
            [
                try await program("retry", "\(bench.runs[0])"), try await program("retry", "capture:\(bench.files[0])"),
                try await program("retry", "\(bench.runs[0])", "--yes"), try await program("retry", "\(bench.runs[1])"),
            ]
        }
        #expect(outcomes.map(\.status) == [2, 2, 0, 0], "\(outcomes)")
        #expect(outcomes[0].errors.contains("use --yes"))
    }

    @Test func whatIsAcknowledgedIsOver() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let program = ControlProgram(bench)
        let (good, silent, odd) = try await bench.serving { _ in
            (
                try await program("ack", "\(bench.runs[1])", "capture:2", "job:decode", "--reason", "known"),
                try await program("ack", "\(bench.runs[1])"), try await program("ack", "nothing", "--reason", "x")
            )
        }
        #expect(good.status == 0 && good.output == "1 failure acknowledged\n", "\(good)")
        #expect(silent.status == 2 && odd.status == 2)
        #expect(bench.service.orders.map(\.subject) == ["\(bench.runs[1])capture:2decode"])
        _ = try await bench.ledger.write { try $0.acknowledge(run: bench.runs[1], who: "ann(7)", reason: "known") }
        let (check, show, why) = try await bench.serving { _ in
            (
                try await program("status", "--check"), try await program("show", "\(bench.runs[1])"),
                try await program("why", "\(bench.runs[1])")
            )
        }
        #expect(check.status == 0 && check.output == "ok\n", "\(check)")
        #expect(show.output.contains("ann(7): known") && why.output.contains("acknowledged now by ann(7): known"))
    }

    @Test func aCancelSaysWhy() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let run = try await bench.ledger.write { tx in
            let run = try tx.createRun(
                NewRun(
                    job: "fetch", kind: "fetch", subject: "ns1", cause: "x", priority: 0, nominalUs: 0,
                    dueUs: ControlBench.nowUs + 1_000_000)
            ).id
            try tx.cancel(run: run, from: .available, who: "ann(7)", reason: "wrong day")
            return run
        }
        let program = ControlProgram(bench)
        let (show, why, job) = try await bench.serving { _ in
            (
                try await program("show", "\(run)"), try await program("why", "\(run)"),
                try await program("why", "fetch")
            )
        }
        for outcome in [show, why, job] {
            #expect(outcome.output.contains("cancelled by ann(7): wrong day"), "\(outcome)")
        }
    }

    @Test func aPausedJobHasNoNextFireAndADisabledOneDoesNotGoOn() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        try await bench.ledger.write { tx in
            try tx.syncJobs([
                JobRecord(name: "decode", kind: "decode", definitionSha256: "a1", enabled: false),
                JobRecord(name: "fetch", kind: "fetch", definitionSha256: "b2", enabled: true),
            ])
            try tx.pause(job: "fetch", who: "ann(7)", reason: "dug up", untilUs: nil)
        }
        let program = ControlProgram(bench)
        let (jobs, text, all, named) = try await bench.serving { (client) async throws in
            let jobs = try await client.jobs().jobs
            return (
                jobs, try await program("jobs"), try await program("resume", "--all"),
                try await program("resume", "decode")
            )
        }
        #expect(jobs.map(\.nextUs) == [nil, nil])
        #expect(text.output.split(separator: "\n").last?.hasSuffix(" paused") == true, "\(text.output)")
        #expect(all.output == "fetch is resumed\n" && named.output.contains("disabled"), "\(all) \(named)")
        // A pause whose time is over is none.
        try await bench.ledger.write {
            try $0.pause(job: "fetch", who: "a", reason: nil, untilUs: ControlBench.nowUs - 1)
        }
        let later = try await bench.serving { try await $0.jobs().jobs }
        #expect(later.last?.isPaused == false && later.last?.nextUs == ControlBench.nowUs + 30_000_000)
    }

    @Test func errorsAreReadableInSixtyColumns() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let program = ControlProgram(bench)
        let outcomes = try await bench.serving { _ in
            try await [["runs"], ["status"], ["show", "2"], ["quarantine"], ["jobs"]].asyncMap {
                try await program(arguments: $0, environment: ["COLUMNS": "60"])
            }
        }
        for outcome in outcomes {
            #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 60 }, "\(outcome.output)")
        }
        for outcome in outcomes.prefix(4) { #expect(outcome.output.contains("not a capture"), "\(outcome.output)") }
    }

    @Test func aWatchedStatusStaysOnItsScreen() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let live = bench.service.status
        let report = try await bench.ledger.read { try StatusReport(view: $0, live: live, nowUs: ControlBench.nowUs) }
        for height in [3, 8, 15, 200] {
            let terminal = Terminal(width: 100, height: height, colours: false)
            let lines = StatusScreen(report, terminal: terminal).fittingLines
            #expect(lines.count <= height)
            let frame = ScreenFrame.text(lines)
            #expect(frame.hasPrefix("\u{1B}[H") && !frame.contains("\u{1B}[2J") && frame.hasSuffix("\u{1B}[J"))
            #expect(frame.split(separator: "\n", omittingEmptySubsequences: false).count == lines.count)
            // What is wrong is not what is left out.
            if height >= 8 { #expect(lines.contains { $0.contains("1 failure is open") }, "\(lines)") }
        }
    }

    @Test func logsOfAJobAreThoseOfItsNewestRun() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        try bench.write("what the run said\n", "log/runs/\(bench.runs[1]).log")
        let program = ControlProgram(bench)
        let (job, none) = try await bench.serving { _ in
            (try await program("logs", "decode"), try await program("logs", "fetch"))
        }
        #expect(job.output == "what the run said\n", "\(job.errors)")
        #expect(none.status == 4 && none.errors.contains("has had no run yet"))
    }

    @Test func aQueryMayComeFromStandardInput() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let copy = bench.root + "/bin"
        let files = FileManager.default
        try files.createDirectory(atPath: copy, withIntermediateDirectories: true)
        try files.copyItem(atPath: Program.built("entradactl"), toPath: copy + "/entradactl")
        try bench.write("#!/bin/sh\ncat \"$4\"\n", "bin/entrada-worker")
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: copy + "/entrada-worker")
        let program = ControlProgram(bench, executable: copy + "/entradactl")
        let (good, empty) = try await bench.serving { _ in
            (
                try await program(arguments: ["query", "-"], input: "SELECT\n 1"),
                try await program(arguments: ["query", "-"], input: " \n")
            )
        }
        guard case .query(let query) = try WorkerRequest(json: Data(good.output.utf8)).work else {
            throw CocoaError(.coderInvalidValue)
        }
        #expect(query.sql == "SELECT\n 1", "\(good.errors)")
        #expect(empty.status == 2)
    }

    @Test func shellsCompleteNames() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let program = ControlProgram(bench)
        let (jobs, servers, runs, script) = try await bench.serving { _ in
            (
                try await program("names", "jobs"), try await program("names", "servers"),
                try await program("names", "runs"), try await program("--generate-completion-script", "bash")
            )
        }
        #expect(jobs.output == "decode\nfetch\n" && servers.output == "ns1\nns2\n")
        #expect(runs.output == "\(bench.runs[1])\n\(bench.runs[0])\n")
        #expect(script.output.contains("entradactl names jobs") && script.output.contains("quarantined"))
        #expect(try await !program("--help").output.contains("  names"))
    }

    @Test(arguments: [
        ("06:00", "2026-02-25T20:00:00Z", "2026-02-26T05:00:00Z"),
        ("6:00", "2026-02-25T04:00:00Z", "2026-02-25T05:00:00Z"),
        // 29 March: the hour between two and three is missing.
        ("02:30", "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z"),
        ("2h", "2026-02-25T20:00:00Z", "2026-02-25T22:00:00Z"),
        ("2026-03-01T12:00:00Z", "2026-02-25T20:00:00Z", "2026-03-01T12:00:00Z"),
    ])
    func aTimeToCome(text: String, now: String, wanted: String) throws {
        func us(_ text: String) throws -> Int64 {
            Int64(try Date(text, strategy: .iso8601).timeIntervalSince1970) * 1_000_000
        }
        let zone = try #require(TimeZone(identifier: "Europe/Vienna"))
        #expect(try InstantText.parse(text, nowUs: try us(now), zone: zone) == us(wanted))
        #expect(throws: (any Error).self) { try InstantText.parse("25:00", nowUs: 0, zone: zone) }
    }
}

extension ControlBench {
    func write(_ text: String, _ path: String) throws {
        let url = URL(fileURLWithPath: root + "/" + path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }
}

extension Array where Element: Sendable {
    fileprivate func asyncMap<Value>(_ body: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}

import Foundation
import Testing

@Suite("config diff and import-crontab as they are typed")
struct ConfigurationCommandsTests {
    private func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    /// The files beside what the bench's service says that it runs: two workers, a pushed ns1, decode with priority 5.
    private func prepare(_ bench: ControlBench) throws {
        try FileManager.default.createDirectory(atPath: bench.root + "/jobs.d", withIntermediateDirectories: true)
        try write(
            "jobs = \"\(bench.root)/jobs.d\"\n[privacy]\npolicy = \"keep\"\n[limits]\nworkers = 3\n"
                + "[servers.ns2]\nsource = \"pushed\"\n", bench.root + "/entrada.toml")
        try write("name = \"decode\"\nkind = \"decode\"\npriority = 7\n", bench.root + "/jobs.d/1.toml")
    }

    @Test func diffTellsWhatAReloadWouldChange() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        try prepare(bench)
        let program = ControlProgram(bench)
        let (text, json) = try await bench.serving { _ in
            (try await program("config", "diff"), try await program("config", "diff", "--json"))
        }
        #expect(text.status == 0, "\(text.errors)")
        let lines = text.output.split(separator: "\n")
        #expect(lines.contains("entrada.toml: limits.workers: 2 → 3"))
        #expect(lines.contains("+ server ns2"))
        #expect(lines.contains("- server ns1"))
        #expect(lines.contains("~ job decode: priority: 5 → 7"))
        let value = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
        #expect(try JSONPage().problems(value, "configDiff") == [])
    }

    @Test func diffWithoutADaemonSaysThatTheFilesAreRight() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        try prepare(bench)
        let program = ControlProgram(bench)
        let alone = try await program("config", "diff")
        #expect(alone.status == 3)
        #expect(alone.errors.contains("the files have no problem"))
        try write("name = \"decode\"\nkind = \"decodd\"\n", bench.root + "/jobs.d/1.toml")
        let wrong = try await program("config", "diff")
        #expect(wrong.status == 78)
        #expect(
            wrong.errors.contains("1.toml:2") && wrong.errors.contains("keep its present configuration"),
            "\(wrong.errors)")
    }

    @Test func aCrontabBecomesFilesThatAreValid() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        try prepare(bench)
        let (file, out) = (bench.root + "/crontab", bench.root + "/jobs.d")
        try write("15 2 * * * /usr/local/bin/backup\n", file)
        let program = ControlProgram(bench)
        let done = try await program("import-crontab", file, "--out", out)
        #expect(done.status == 0, "\(done.errors)")
        #expect(done.output == "line 1: \(out)/50-cron-backup.toml\n1 job, 0 lines not translated\n")
        let check = try await program("config", "check")
        #expect(check.status == 0, "\(check.output)")
        let again = try await program("import-crontab", file, "--out", out)
        #expect(again.status == 5 && again.errors.contains("nothing was written"))
        try write("15 2 * * * /usr/local/bin/backup\n0 0 13 * 5 /bin/x\n", file)
        let partly = try await program("import-crontab", file, "--json")
        #expect(partly.status == 1)
        let value = try JSONSerialization.jsonObject(with: Data(partly.output.utf8))
        #expect(try JSONPage().problems(value, "crontab") == [])
        #expect(try await program("import-crontab", bench.root + "/missing").status == 4)
    }

    @Test func checkAsksTheMachineForWhatTheFilesName() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        try prepare(bench)
        let program = ControlProgram(bench)
        #expect(try await program("config", "check").status == 0)
        let job = bench.root + "/jobs.d/2.toml"
        try write("name = \"x\"\nkind = \"command\"\nparameters = { program = \"/no/such/tool\" }\n", job)
        let (text, json) = (try await program("config", "check"), try await program("config", "check", "--json"))
        #expect(text.status == 78 && json.status == 78)
        #expect(
            text.output
                == "\(job):3: job x: the program /no/such/tool does not exist; install it, or correct 'program'\n")
        let value = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
        #expect(try JSONPage().problems(value, "configCheck") == [])
    }
}

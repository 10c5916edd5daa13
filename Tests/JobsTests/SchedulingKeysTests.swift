import Foundation
import Jobs
import RealServers
import Scheduling
import Testing

@Suite("Job files: keys of the schedule and of limits")
struct SchedulingKeysTests {
    private let configuration = Configuration(
        file: "entrada.toml", privacy: PrivacyPolicy(action: .keep),
        calendars: ["holidays": [.yearly(month: 12, day: 25)]], pools: ["sftp": 4])

    private func problems(_ text: String) -> [ConfigurationProblem] {
        do {
            _ = try JobSet.parse([("a", text)], configuration: configuration)
            return []
        } catch {
            return error.problems
        }
    }

    @Test("Every key arrives")
    func keys() throws {
        let text = """
            name = "x"
            kind = "command"
            every = "1h"
            phase = "10m"
            timezone = "Europe/Amsterdam"
            not_on = ["2026-12-24", "01-01", "calendar:holidays"]
            start = "2026-02-01"
            end = "2026-03-31"
            min_interval = "5m"
            storm = { runs = 10, window = "1h" }
            concurrency = 3
            concurrency_per_server = 2
            pool = "sftp"
            [parameters]
            program = "/bin/true"
            user = "nobody"
            limits = { memory = "64MiB", cpu_time = "10m", open_files = 64, nice = 5 }
            permanent_exit_codes = [2, 64]
            grace = "3s"
            """
        let job = try #require(try JobSet.parse([("a", text)], configuration: configuration)["x"])
        #expect(job.schedule == .every(.seconds(3600), phase: .seconds(600)))
        #expect(job.notOn.map(\.description) == ["2026-12-24", "01-01", "calendar:holidays"])
        #expect(job.start?.formatted(.iso8601) == "2026-01-31T23:00:00Z")
        #expect(job.end?.formatted(.iso8601) == "2026-03-31T22:00:00Z", "the last day is in it")
        #expect(job.minimumInterval == .seconds(300))
        #expect(job.stormLimit == StormLimit(runs: 10, window: .seconds(3600)))
        #expect(job.concurrencyPerServer == 2)
        #expect(job.pool == "sftp")
        #expect(job.noProgress == job.timeout, "a program may be silent")
        let expected = CommandParameters(
            program: "/bin/true", user: "nobody",
            limits: CommandLimits(memory: 64 << 20, cpuTime: .seconds(600), openFiles: 64, nice: 5),
            permanentExitCodes: [2, 64], grace: .seconds(3))
        #expect(job.parameters == JobParameters(expected))
        let timetable = job.timetable(configuration.calendars)
        #expect(timetable.refusal(at: try Date("2026-12-25T12:00:00Z", strategy: .iso8601)) == .afterEnd)
    }

    @Test(
        "What is wrong is said at its line",
        arguments: [
            ("schedule = '0 0 * * *'\nnot_on = ['12-32']", 4, "no such day"),
            ("schedule = '0 0 * * *'\nnot_on = ['calendar:holiday']", 4, "calendar 'holiday'"),
            ("not_on = ['12-25']", 3, "no meaning without"),
            ("schedule = '0 0 * * *'\nstart = '2026-01-02'\nend = '2026-01-01'", 5, "would never fire"),
            ("schedule = '0 0 * * *'\nend = 'soon'", 4, "is not valid"),
            ("every = '1h'\nphase = '2h'", 4, "not shorter"), ("schedule = '0 0 * * *'\nphase = '2m'", 4, "no meaning"),
            ("pool = 'sfpt'", 3, "no pool 'sfpt'"), ("storm = { window = '1m' }", 3, "'runs' is missing"),
        ])
    func wrong(text: String, line: Int, message: String) {
        let found = problems("name = 'x'\nkind = 'stage'\n" + text)
        #expect(found.map(\.line) == [line], "\(found)")
        #expect(found.first?.description.contains(message) == true, "\(found)")
    }

    @Test("Names that are close to a known one are told")
    func suggestion() {
        #expect(problems("name = 'x'\nkind = 'stage'\npool = 'sfpt'").first?.suggestion == "did you mean 'sftp'?")
    }

    @Test("What a configuration says of calendars, pools and memory")
    func configurationKeys() throws {
        let text =
            "[privacy]\npolicy = 'keep'\n[calendars]\nh = ['12-25']\n[pools]\np = 2\n[limits]\nworker_memory = '4GiB'"
        let read = try Configuration.parse(file: "e", text: text) { _ in true }
        #expect(read.calendars == ["h": [.yearly(month: 12, day: 25)]])
        #expect(read.pools == ["p": 2])
        #expect(read.limits.workerMemory == 4 << 30)
        let wrong = #expect(throws: ConfigurationErrors.self) {
            try Configuration.parse(
                file: "e",
                text: "[privacy]\npolicy = 'keep'\n[calendars]\nh = ['calendar:x']\n[limits]\nworker_memory = '300MiB'"
            ) { _ in true }
        }
        #expect(wrong?.problems.map(\.line) == [4, 6])
    }

    @Test("Files in directories below are not read")
    func subdirectories() throws {
        let folder = try TestFolder()
        try folder.make("examples")
        for name in ["a.toml", "examples/b.toml"] {
            try folder.write("name = '\(name.first == "a" ? "a" : "b")'\nkind = 'stage'", to: name)
        }
        #expect(try JobSet.load(directory: folder.path).jobs.map(\.name) == ["a"])
    }
}

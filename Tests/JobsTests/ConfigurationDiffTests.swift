import Jobs
import Testing

@Suite("What is different between two configurations")
struct ConfigurationDiffTests {
    private func picture(_ jobs: [String], _ text: String = "") throws -> ConfigurationPicture {
        let configuration = try Configuration.parse(file: "e", text: "[privacy]\npolicy = 'keep'\n" + text) { _ in true
        }
        return ConfigurationPicture(
            configuration, try JobSet.parse(jobs.enumerated().map { ("\($0.offset).toml", $0.element) }))
    }

    private let decode = "name = 'decode'\nkind = 'decode'\nschedule = '*/5 * * * *'\n"

    @Test("The same twice is no difference, also from other files")
    func same() throws {
        let stage = "name = 'stage'\nkind = 'stage'"
        let diff = ConfigurationDiff(from: try picture([decode, stage]), to: try picture([stage, decode]))
        #expect(diff.isEmpty)
        #expect(diff.lines.isEmpty)
        #expect(diff.summary() == "nothing has changed")
    }

    @Test("Jobs that come, go and change, with the keys as they are written")
    func jobs() throws {
        let before = try picture([decode, "name = 'old'\nkind = 'stage'"])
        let after = try picture([
            """
            name = 'decode'
            kind = 'decode'
            schedule = '*/10 * * * *'
            timezone = 'Europe/Amsterdam'
            not_on = ['12-25']
            retry = { attempts = 7 }
            enabled = false
            [parameters]
            max_files_per_run = 3
            """, "name = 'new'\nkind = 'stage'",
        ])
        let diff = ConfigurationDiff(from: before, to: after)
        #expect(
            diff.lines == [
                "+ job new", "- job old", "~ job decode: enabled: true → false",
                "~ job decode: not_on: (not set) → 12-25",
                "~ job decode: parameters.max_files_per_run: 100 → 3", "~ job decode: retry.attempts: 3 → 7",
                "~ job decode: schedule: */5 * * * * → */10 * * * *",
                "~ job decode: timezone: UTC → Europe/Amsterdam",
            ])
        #expect(
            diff.summary()
                == "added job new; removed job old; changed job decode (enabled, not_on, parameters.max_files_per_run, "
                + "retry.attempts, schedule, timezone)")
        #expect(diff.summary(atMost: 10) == "added job  …")
    }

    @Test("Servers and settings")
    func settings() throws {
        let before = try picture(
            [decode], "[limits]\nworkers = 2\n[servers.ns1]\nsource = 'pushed'\n[servers.ns2]\nsource = 'pushed'")
        let after = try picture(
            [decode],
            """
            [limits]
            workers = 5
            worker_memory = '8GiB'
            [pools]
            sftp = 4
            [calendars]
            holidays = ['12-25']
            [servers.ns1]
            source = 'local'
            directory = '/srv'
            """)
        #expect(
            ConfigurationDiff(from: before, to: after).lines == [
                "entrada.toml: calendars: (not set) → holidays: 12-25",
                "entrada.toml: limits.worker_memory: (not set) → 8589934592",
                "entrada.toml: limits.workers: 2 → 5", "entrada.toml: pools.sftp: (not set) → 4", "- server ns2",
                "~ server ns1: source: pushed → local", "~ server ns1: source.directory: (not set) → /srv",
                "~ server ns1: source.pattern: (not set) → *",
            ])
    }
}

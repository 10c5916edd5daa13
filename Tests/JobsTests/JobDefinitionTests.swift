import Foundation
import Jobs
import Scheduling
import Testing

@Suite("Job files: what is read")
struct JobDefinitionTests {
    private let text = """
        name        = "compact"
        kind        = "compact"
        description = "Merge"
        schedule    = "15 2 * * *"
        timezone    = "Europe/Amsterdam"
        after       = ["compact-before"]
        for_each    = "partition"
        concurrency = 2
        priority    = -5
        timeout     = "2h"
        no_progress = "10m"
        retry       = { attempts = 5, first = "1s", factor = 3, max = "15m", jitter = 0.5 }
        catch_up    = "all"
        catch_up_window = "3d"
        overlap     = "cancel_running"
        jitter      = "30s"
        on_failure  = ["notify"]
        enabled     = false
        [parameters]
        tables = ["dns", "icmp"]
        target_file_size = "256MiB"
        closed_after = "2h"
        memory_limit = 104857600
        """
    private let before = "name = 'compact-before'\nkind = 'stage'"
    private let notify = "name = 'notify'\nkind = 'command'\nparameters.program = '/bin/true'"

    @Test("Every key arrives")
    func everyKey() throws {
        let set = try JobSet.parse([("a", text), ("b", before), ("c", notify)])
        let zone = try #require(TimeZone(identifier: "Europe/Amsterdam"))
        let expected = JobDefinition(
            name: "compact", kind: .compact, description: "Merge",
            schedule: .cron(try CronExpression("15 2 * * *"), zone), after: ["compact-before"], forEach: .partition,
            concurrency: 2, priority: -5, timeout: .seconds(7200), noProgress: .seconds(600),
            retry: Backoff(attempts: 5, first: .seconds(1), factor: 3, max: .seconds(900), jitter: 0.5),
            catchUp: .all, catchUpWindow: .seconds(3 * 86_400), overlap: .cancelRunning, jitter: .seconds(30),
            onFailure: ["notify"], isEnabled: false,
            parameters: CompactParameters(
                tables: ["dns", "icmp"], targetFileSize: 256 << 20, closedAfter: .seconds(7200),
                memoryLimit: 100 << 20),
            file: "a")
        #expect(set["compact"] == expected)
    }

    @Test("What is not written has its default", arguments: JobKinds.standard.all.filter { $0 != .command })
    func defaults(kind: JobKind) throws {
        let set = try JobSet.parse([("a", "name = 'x'\nkind = '\(kind.rawValue)'")])
        #expect(set.jobs == [JobDefinition(name: "x", kind: kind, file: "a")])
        #expect(set.jobs.first?.kind == kind)
        #expect(set.jobs.first?.forEach == kind.traits.splits.first)
    }

    @Test("Schedules", arguments: ["@reboot", "every", "none"])
    func schedules(form: String) throws {
        let line = ["@reboot": "schedule = '@reboot'", "every": "every = '1h30m'", "none": ""][form, default: ""]
        let expected: Schedule = form == "@reboot" ? .reboot : form == "every" ? .every(.seconds(5400)) : .none
        #expect(try JobSet.parse([("a", "name = 'x'\nkind = 'stage'\n\(line)")]).jobs.first?.schedule == expected)
    }

    @Test("A command keeps arguments as they are, also repeated ones")
    func command() throws {
        let text = """
            name = "notify"
            kind = "command"
            [parameters]
            program = "/usr/bin/mail"
            arguments = ["-v", "-v", "a b", "$HOME"]
            environment = { LANG = "C", SUBJECT = "Entrada" }
            directory = "/tmp"
            """
        let parameters = CommandParameters(
            program: "/usr/bin/mail", arguments: ["-v", "-v", "a b", "$HOME"],
            environment: ["LANG": "C", "SUBJECT": "Entrada"], workingDirectory: "/tmp")
        #expect(try JobSet.parse([("a", text)])["notify"]?.parameters == JobParameters(parameters))
    }

    @Test("Dependents are the enabled jobs that name it")
    func dependents() throws {
        let set = try JobSet.parse([
            ("a", "name = 'stage'\nkind = 'stage'"), ("b", "name = 'd1'\nkind = 'decode'\nafter = ['stage']"),
            ("c", "name = 'd2'\nkind = 'decode'\nafter = ['stage']\nenabled = false"),
        ])
        #expect(set.dependents(of: "stage").map(\.name) == ["d1"])
    }
}

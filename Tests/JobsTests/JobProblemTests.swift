import Jobs
import Testing

@Suite("Job files: what is refused, where, and with which advice")
struct JobProblemTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let line: Int
        let message: String
        let suggestion: String?
        var testDescription: String { message }
    }

    private static let head = "name = 'a'\nkind = 'compact'\n"

    static let cases: [Case] = [
        Case(text: head + "prioritty = 1", line: 3, message: "unknown key 'prioritty'", suggestion: "'priority'"),
        Case(text: head + "timeuot = '1h'", line: 3, message: "unknown key 'timeuot'", suggestion: "'timeout'"),
        Case(text: head + "zzz = 1", line: 3, message: "unknown key 'zzz'", suggestion: "known keys are"),
        Case(
            text: head + "\n# [parameters]\n[parameters]\n\ntables = ['dns']\nmemory_limt = '1GiB'", line: 8,
            message: "unknown key 'memory_limt' in [parameters]", suggestion: "'memory_limit'"),
        Case(
            text: head + "after = [\n]\nretry = { attempts = 2, fisrt = '1s' }", line: 5,
            message: "unknown key 'fisrt' in [retry]",
            suggestion: "'first'"),
        Case(
            text: head + "[parameters]\ntables = [\n  'dns', # fine\n  'icpm',\n]", line: 6,
            message: "unknown table 'icpm'", suggestion: "'icmp'"),
        Case(text: head + "[parameters]\ntables = []", line: 4, message: "'tables' is empty", suggestion: "disable"),
        Case(
            text: head + "[parameters]\nmerge_files = 1", line: 4, message: "'merge_files' is 1", suggestion: nil),
        Case(text: "\nname = 'a'\nkind = 'decod'", line: 3, message: "'decod'", suggestion: "'decode'"),
        Case(text: "name = 'a'\nkind = 'xyzzy'", line: 2, message: "must be one of fetch, stage", suggestion: nil),
        Case(text: "kind = 'stage'", line: 1, message: "'name' is missing", suggestion: "unique"),
        Case(text: "name = 'a'", line: 1, message: "'kind' is missing", suggestion: "fetch, stage"),
        Case(text: "kind = 'stage'\nname = 'a b'", line: 2, message: "can't be the name", suggestion: "letters"),
        Case(
            text: head + "schedule = '61 * * * *'", line: 3, message: "minute '61' is out of range 0–59",
            suggestion: nil),
        Case(text: head + "schedule = '0 0 30 2 *'", line: 3, message: "would never fire", suggestion: nil),
        Case(text: head + "schedule = '0 0 13 * 5'", line: 3, message: "write two jobs", suggestion: nil),
        Case(
            text: head + "schedule = '@daily'\nevery = '1h'", line: 4,
            message: "both 'schedule' and 'every' are given", suggestion: "keep one"),
        Case(
            text: head + "schedule = '@daily'\ntimezone = 'Europe/Amsterdm'", line: 4,
            message: "unknown time zone 'Europe/Amsterdm'", suggestion: "'Europe/Amsterdam'"),
        Case(
            text: head + "every = '1h'\ntimezone = 'UTC'", line: 4, message: "no meaning without 'schedule'",
            suggestion: "leave it out"),
        Case(text: head + "every = '1 hour'", line: 3, message: "'1 hour' is not valid", suggestion: nil),
        Case(text: head + "every = '10ms'", line: 3, message: "must be at least 1s", suggestion: nil),
        Case(text: head + "every = 10", line: 3, message: "is a whole number", suggestion: nil),
        Case(text: head + "concurrency = 0", line: 3, message: "from 1 to 1000", suggestion: nil),
        Case(text: head + "enabled = 'yes'", line: 3, message: "true or false, and is a text", suggestion: nil),
        Case(text: head + "catch_up = 'lsat'", line: 3, message: "none, last, all", suggestion: "'last'"),
        Case(text: head + "overlap = 'cancel'", line: 3, message: "skip, queue, cancel_running", suggestion: nil),
        Case(
            text: head + "for_each = 'server'", line: 3, message: "can't be split by 'server'",
            suggestion: "'partition' or 'none'"),
        Case(
            text: head + "retry = { first = '1h', max = '1m' }", line: 3, message: "'max' (1m) is shorter",
            suggestion: nil),
        Case(text: head + "retry = 3", line: 3, message: "'retry' must be a table", suggestion: nil),
        Case(text: head + "after = 'stage'", line: 3, message: "must be an array of texts", suggestion: nil),
        Case(text: head + "after = ['stagee', 3]", line: 3, message: "only texts", suggestion: nil),
        Case(
            text: head + "[parameters]\ntarget_file_size = '512mib'", line: 4, message: "'512mib' is not valid",
            suggestion: nil),
        Case(text: "name = 'a'\nkind = 'command'", line: 2, message: "needs [parameters]", suggestion: "program"),
        Case(
            text: "name = 'a'\nkind = 'command'\n[parameters]\nprogram = 'mail'", line: 4,
            message: "must be an absolute path", suggestion: "'/'"),
        Case(
            text: "name = 'a'\nkind = 'refresh'\n[parameters]\ngeo_asn = 'http://x'", line: 4,
            message: "https://", suggestion: nil),
        Case(
            text: "name = 'a'\nkind = 'refresh'\n[parameters.resolver_lists]\nQuad9 = ['https://x', 'ftp://y']",
            line: 4, message: "'ftp://y'", suggestion: nil),
        Case(
            text: "name = 'a'\nkind = 'refresh'\n[parameters.resolver_lists]\n'../x' = ['https://x']", line: 4,
            message: "can't be the name of a resolver", suggestion: nil),
        Case(
            text: "name = 'a'\nkind = 'decode'\n[parameters]\nrdata = 'dnssec'", line: 4,
            message: "none, all, no-dnssec",
            suggestion: nil),
        Case(
            text: "name = 'a'\nkind = 'decode'\n[parameters]\ntunnels = ['gre', 'vxlam']", line: 4,
            message: "unknown tunnel 'vxlam'", suggestion: "'vxlan'"),
        Case(
            text: "name = 'a'\nkind = 'decode'\n[parameters]\nports = [53, 0]", line: 4, message: "from 1 to 65535",
            suggestion: nil),
        Case(
            text: "name = 'a'\nkind = 'decode'\n[parameters]\ndrop_servers = ['192.0.2.0/24']", line: 4,
            message: "is not an address", suggestion: nil),
        Case(
            text: "name = 'a'\nkind = 'expire'\n[parameters]\ndays = 3", line: 4, message: "unknown key 'days'",
            suggestion: "there are no keys here"),
        Case(text: "name = 'a'\nkind = ", line: 2, message: "", suggestion: nil),
        Case(text: "name = 'a'\nname = 'b'", line: 2, message: "", suggestion: nil),
        Case(text: "name = 'a'\n\u{0}", line: 2, message: "zero byte", suggestion: nil),
        Case(
            text: "description = \"\"\"\n[parameters]\nname = 1\n\"\"\"\nname = 'a'\nkind = 'stage'\nevrey = '1s'",
            line: 7, message: "unknown key 'evrey'", suggestion: "'every'"),
    ]

    @Test("One thing is wrong", arguments: cases)
    func one(example: Case) throws {
        let problems = JobProblems.of(example.text)
        let problem = try #require(problems.first { $0.message.contains(example.message) }, "\(problems)")
        #expect(problem.file == "jobs.d/10-a.toml")
        #expect(problem.line == example.line)
        if let suggestion = example.suggestion {
            #expect(problem.suggestion?.contains(suggestion) == true, "\(problem)")
        }
        #expect(problem.description.hasPrefix("jobs.d/10-a.toml:\(example.line): "))
    }

    @Test("All problems are told, in the order of files and lines")
    func all() {
        let problems = JobProblems.of([
            ("jobs.d/20-b.toml", "name = 'b'\nkind = 'stag'\nevery = 'x'\nnme = 1"),
            ("jobs.d/10-a.toml", "name = 'a'\nkind = 'stage'\nschedule = '* *'"),
            ("jobs.d/30-c.toml", "name ="),
        ])
        #expect(
            problems.map { "\($0.file.dropFirst(7).prefix(2)):\($0.line ?? 0)" } == [
                "10:3", "20:2", "20:3", "20:4", "30:1",
            ])
    }
}

/// What is wrong with job files; empty when nothing is.
enum JobProblems {
    static func of(_ text: String) -> [ConfigurationProblem] { of([("jobs.d/10-a.toml", text)]) }

    static func of(_ files: [(file: String, text: String)]) -> [ConfigurationProblem] {
        do {
            _ = try JobSet.parse(files)
            return []
        } catch {
            return error.problems
        }
    }
}

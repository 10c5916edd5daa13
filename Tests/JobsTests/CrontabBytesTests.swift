import Foundation
import Jobs
import Scheduling
import Testing

@Suite("Crontabs are read as bytes, and nothing of them is lost in silence")
struct CrontabBytesTests {
    private func imported(_ bytes: [UInt8], home: String = "/srv/ada") throws -> CrontabImport {
        let owner = try #require(CrontabOwner(name: "ada", home: home))
        return CrontabImport(bytes, options: .init(.one(owner, becomes: true), takenNames: ["backup"]))
    }

    private func jobs(_ result: CrontabImport) throws -> [JobDefinition] {
        try JobSet.parse(result.files.map { ($0.name, $0.text) }).jobs
    }

    private func command(_ job: JobDefinition?) throws -> CommandParameters {
        guard let command = job?.parameters.as(CommandParameters.self) else { throw NoCommand() }
        return command
    }

    private struct NoCommand: Error {}

    @Test("There is no owner without a home directory")
    func noHome() {
        #expect(CrontabOwner(name: "ada", home: "") == nil)
        #expect(CrontabOwner(name: "ada", home: "home") == nil)
        #expect(CrontabOwner(name: "", home: "/root") == nil)
    }

    @Test(
        "Whatever a crontab sets, HOME is an absolute path, and the job works there",
        arguments: [
            ("", "/srv/ada"), ("HOME=\n", "/srv/ada"), ("HOME=old\n", "/srv/ada"), ("HOME = '/srv/x'\n", "/srv/x"),
            ("HOME=\"\"\n", "/srv/ada"),
        ])
    func home(setting: String, expected: String) throws {
        let result = try imported(Array((setting + "0 3 * * * rm -rf $HOME/old\n").utf8))
        let command = try command(try jobs(result).first)
        #expect(command.environment["HOME"] == expected)
        #expect(command.workingDirectory == expected)
        #expect(command.environment["LOGNAME"] == "ada" && command.environment["USER"] == "ada")
        #expect(command.environment["SHELL"] == "/bin/sh")
        #expect(command.user == "ada")
        #expect(!result.notes.filter(\.isFailure).isEmpty == (!setting.isEmpty && expected == "/srv/ada"))
    }

    @Test("CR LF ends a line as LF does, and is said once")
    func carriageReturns() throws {
        let text = "SHELL=/bin/bash\r\n*/5 * * * * /bin/a\r\n\r\n# no\r\n0 1 * * * /bin/b x"
        let result = try imported(Array(text.utf8))
        let jobs = try jobs(result)
        #expect(jobs.map(\.name) == ["a", "b"])
        #expect(try command(jobs.first).arguments == ["-c", "/bin/a"])
        #expect(try command(jobs.first).program == "/bin/bash")
        #expect(try command(jobs.last).arguments == ["-c", "/bin/b x"])
        #expect(result.files.map(\.line) == [2, 5])
        #expect(result.notes.map(\.line) == [5, 1])
        #expect(result.notes.filter(\.isFailure).isEmpty)
    }

    @Test("Bytes that are not UTF-8 cost their own line, which is told of with their place")
    func latin1() throws {
        var bytes = Array("# caf".utf8) + [0xE9, 0x0A]
        bytes += Array("0 1 * * * /bin/echo caf".utf8) + [0xE9, 0x0A]
        bytes += Array("NAME=caf".utf8) + [0xE9, 0x0A]
        bytes += Array("0 2 * * * /bin/after\n".utf8)
        bytes += Array("0 3 * * * /bin/nul".utf8) + [0x00] + Array("x\n0 4 * * * /bin/cr\rx\n".utf8)
        let result = try imported(bytes)
        #expect(try jobs(result).map(\.name) == ["after"])
        #expect(result.notes.map(\.line) == [2, 3, 5, 6])
        #expect(result.notes.filter(\.isFailure).count == result.notes.count)
        #expect(result.notes.first?.text.contains("byte 24 of it (0xe9)") == true, "\(result.notes)")
    }

    @Test("UTF-8 passes, with or without a mark at its begin, and accents do not swallow blanks")
    func unicode() throws {
        let text = "0 1 * * * /bin/one é 日本 🐌\n0\t2 * * *\t\u{301}x /bin/two\n"
        let result = try imported([0xEF, 0xBB, 0xBF] + Array(text.utf8))
        let jobs = try jobs(result)
        #expect(try jobs.map { try command($0).arguments[1] } == ["/bin/one é 日本 🐌", "\u{301}x /bin/two"])
        #expect(result.notes.isEmpty)
    }

    @Test("A name that another job has is not given again")
    func taken() throws {
        let result = try imported(Array("0 1 * * * /bin/backup\n".utf8))
        #expect(result.files.map(\.name) == ["50-cron-backup-2.toml"])
    }

    @Test(
        "What a variable says and no job file can hold is told of as a loss",
        arguments: [
            ("MAILTO=ops@example.net", true), ("MAILTO=", false), ("MAILTO=\"\"", false), ("MAILFROM=a@b", true),
            ("CONTENT_TYPE=text/html", true), ("SHELL=bash", true), ("SHELL=/bin/bash", false),
            ("CRON_TZ=Mars/Olympus", true), ("CRON_TZ=Europe/Amsterdam", false), ("CRON_TZ=:Europe/Amsterdam", false),
            ("RANDOM_DELAY=soon", true), ("RANDOM_DELAY=15", false), ("RANDOM_DELAY=0", false),
            ("ENTRADA_RUN_ID=7", true), ("LANG = \"nl_NL.UTF-8\"", false), ("TZ=Asia/Tokyo", false),
        ])
    func variables(line: String, isLoss: Bool) throws {
        let result = try imported(Array((line + "\n0 1 * * * /bin/a\n").utf8))
        #expect(!result.notes.filter(\.isFailure).isEmpty == isLoss)
        let job = try #require(try jobs(result).first)
        #expect(
            job.zone.identifier == (line.hasSuffix("Amsterdam") ? "Europe/Amsterdam" : "GMT"), "TZ is the command's")
        #expect(job.jitter == (line == "RANDOM_DELAY=15" ? .seconds(900) : .zero))
    }

    /// Each with what becomes of it: the schedule and the shell's script; nil: it is not translated.
    private static let lines: [(String, (String, String)?)] = [
        ("* * * * * /bin/a", ("* * * * *", "/bin/a")),
        ("*/5 * * * * /bin/a", ("*/5 * * * *", "/bin/a")),
        ("  0 0 1 1 * /bin/a", ("0 0 1 1 *", "/bin/a")),
        ("\t0\t0\t1\t1\t*\t/bin/a", ("0 0 1 1 *", "/bin/a")),
        ("0-30/10 8-17 * * 1-5 /bin/a", ("0-30/10 8-17 * * 1-5", "/bin/a")),
        ("0,15,45 * * jan,jul * /bin/a", ("0,15,45 * * jan,jul *", "/bin/a")),
        ("0 3 * * MON-FRI /bin/a", ("0 3 * * MON-FRI", "/bin/a")),
        ("0 3 * * 0 /bin/a", ("0 3 * * 0", "/bin/a")), ("0 3 * * 7 /bin/a", ("0 3 * * 7", "/bin/a")),
        ("@hourly /bin/a", ("@hourly", "/bin/a")), ("@daily /bin/a", ("@daily", "/bin/a")),
        ("@weekly /bin/a", ("@weekly", "/bin/a")), ("@monthly /bin/a", ("@monthly", "/bin/a")),
        ("@yearly /bin/a", ("@yearly", "/bin/a")), ("@reboot /bin/a", ("@reboot", "/bin/a")),
        ("@midnight /bin/a", ("@midnight", "/bin/a")), ("@annually /bin/a", ("@annually", "/bin/a")),
        ("@reboot\t/bin/a", ("@reboot", "/bin/a")), ("@every_minute /bin/a", ("* * * * *", "/bin/a")),
        ("0 1 * * * A=b /bin/a", ("0 1 * * *", "A=b /bin/a")),
        ("0 1 * * * /bin/a --x=\"y z\" 'q'", ("0 1 * * *", "/bin/a --x=\"y z\" 'q'")),
        ("0 1 * * * cd /srv && ./a > log 2>&1", ("0 1 * * *", "cd /srv && ./a > log 2>&1")),
        ("0 1 * * * [ -x /bin/a ] && /bin/a || true", ("0 1 * * *", "[ -x /bin/a ] && /bin/a || true")),
        ("0 1 * * * /bin/a # not a comment for cron", ("0 1 * * *", "/bin/a # not a comment for cron")),
        ("0 1 * * * date +\\%F", ("0 1 * * *", "date +%F")),
        ("0 1 * * * date '+\\%H:\\%M'", ("0 1 * * *", "date '+%H:%M'")),
        ("0 1 * * * cat%x", ("0 1 * * *", "printf '%s\\n' 'x' | { cat\n}")),
        ("0 1 * * * cat%x%%y", ("0 1 * * *", "printf '%s\\n' 'x' '' 'y' | { cat\n}")),
        ("0 1 * * * cat%it's", ("0 1 * * *", "printf '%s\\n' 'it'\\''s' | { cat\n}")),
        ("0 1 * * * echo a\\\\b", ("0 1 * * *", "echo a\\\\b")), ("0 1 * * * echo \\", ("0 1 * * *", "echo \\")),
        ("0 1 * * * echo $HOME `id` $(pwd)", ("0 1 * * *", "echo $HOME `id` $(pwd)")),
        ("0 1 * * * sudo -u bob /bin/a", ("0 1 * * *", "sudo -u bob /bin/a")),
        ("0 1 * * * (cd /; /bin/a) &", ("0 1 * * *", "(cd /; /bin/a) &")),
        ("0 1 * * *  /bin/a  b  ", ("0 1 * * *", "/bin/a  b  ")),
        ("", nil), ("   ", nil), ("# 0 1 * * * /bin/a", nil), ("\t# x", nil), ("NAME=value", nil), ("\"A\" = 'b'", nil),
        ("61 * * * * /bin/a", nil), ("0 25 * * * /bin/a", nil), ("0 1 * * /bin/a", nil), ("0 1 * * *", nil),
        ("@fortnightly /bin/a", nil), ("@daily", nil), ("0~30 1 * * * /bin/a", nil), ("0 1 1 * 1 /bin/a", nil),
        ("-*/5 * * * * /bin/a", nil), ("0 1 31 2 * /bin/a", nil), ("hello", nil), ("0 1 * * mon-xyz /bin/a", nil),
    ]

    @Test("Lines as they are found", arguments: lines.indices)
    func line(index: Int) throws {
        let (line, expected) = Self.lines[index]
        let result = try imported(Array((line + "\n").utf8))
        let job = try jobs(result).first
        #expect((job != nil) == (expected != nil), "\(line): \(result.notes)")
        guard let expected else {
            let isSilent = line.allSatisfy { $0 == " " } || line.contains("#") || line.contains("=")
            #expect(!result.notes.filter(\.isFailure).isEmpty != isSilent, "\(line) is told of")
            return
        }
        #expect(result.notes.isEmpty, "\(result.notes)")
        #expect(try command(job).arguments == ["-c", expected.1])
        let text = try #require(result.files.first?.text)
        #expect(text.contains("schedule = \"\(expected.0)\"\n"))
    }
}

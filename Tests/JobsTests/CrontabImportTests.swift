import Foundation
import Jobs
import RealServers
import Scheduling
import Testing

@Suite("Crontabs become job files")
struct CrontabImportTests {
    private static let crontab = """
        # m h dom mon dow command
        SHELL=/bin/bash
        PATH = "/usr/local/bin:/usr/bin:/bin"
        MAILTO=ops@example.net

        15 2 * * *  /usr/local/bin/backup.sh --to "/srv/back up" > /dev/null 2>&1
        */5 * * * mon-fri cd /srv/app && ./poll
        @reboot /usr/bin/start-it
        0 6 1 * 1 /usr/bin/both-days
        30 7 * * 0 mail -s 100\\% you%Dear you,%it's 7 o'clock
        61 * * * * /bin/never
        @sometimes /bin/never
        CRON_TZ=Europe/Amsterdam
        0 4 * * 7 /usr/local/bin/backup.sh
        this is not a line
        """

    private func owner(_ name: String = "ada", home: String = "/srv/ada") throws -> CrontabOwner {
        try #require(CrontabOwner(name: name, home: home))
    }

    private func imported(_ text: String = Self.crontab, zone: String = "UTC") throws -> CrontabImport {
        try imported(bytes: Array(text.utf8), zone: zone)
    }

    private func imported(bytes: [UInt8], zone: String = "UTC") throws -> CrontabImport {
        CrontabImport(bytes, options: .init(.one(try owner(), becomes: false), zone: zone))
    }

    private func command(_ name: String, of result: CrontabImport) throws -> CommandParameters {
        let set = try JobSet.parse(result.files.map { ($0.name, $0.text) })
        guard let command = set[name]?.parameters.as(CommandParameters.self) else {
            Issue.record("there is no job \(name)")
            return CommandParameters()
        }
        return command
    }

    @Test("Every line becomes a job or is told of, by its number")
    func lines() throws {
        let result = try imported()
        #expect(result.files.map(\.line) == [6, 7, 8, 10, 14])
        #expect(
            result.files.map(\.name) == [
                "50-cron-backup.toml", "50-cron-poll.toml", "50-cron-start-it.toml", "50-cron-mail.toml",
                "50-cron-backup-2.toml",
            ])
        #expect(result.notes.filter(\.isFailure).map(\.line) == [4, 9, 11, 12, 15], "4: nothing is mailed")
        #expect(result.notes.filter { !$0.isFailure }.map(\.line) == [15], "it has no line end")
        #expect(result.notes.first { $0.line == 9 }?.text.contains("two jobs") == true)
    }

    @Test("The file of a line, letter by letter")
    func golden() throws {
        #expect(
            try imported().files.first?.text == """
                # Line 6 of a crontab:
                #   15 2 * * *  /usr/local/bin/backup.sh --to "/srv/back up" > /dev/null 2>&1
                # Delete that line from the crontab, then set enabled = true here and reload.

                name        = "backup"
                kind        = "command"
                description = "From a crontab"
                enabled     = false

                schedule = "15 2 * * *"
                timezone = "UTC"
                catch_up = "none"             # as cron; "last" catches up if the machine was off
                overlap  = "skip"             # cron would start a second one at the same time
                timeout  = "24h"
                retry    = { attempts = 1 }

                [parameters]
                program   = "/bin/bash"
                arguments = ["-c", "/usr/local/bin/backup.sh --to \\"/srv/back up\\" > /dev/null 2>&1"]
                # user    = "ada"  # without it: as the daemon's user
                directory = "/srv/ada"

                [parameters.environment]
                HOME = "/srv/ada"
                LOGNAME = "ada"
                PATH = "/usr/local/bin:/usr/bin:/bin"
                SHELL = "/bin/bash"
                USER = "ada"

                """)
    }

    @Test("What it writes is read without a problem, and says what the line said")
    func roundTrip() throws {
        let files = try imported(zone: "America/New_York").files
        let set = try JobSet.parse(
            files.map { ($0.name, $0.text) }, configuration: Configuration(privacy: .init(action: .keep)))
        #expect(set.jobs.allSatisfy { !$0.isEnabled && $0.kind == .command && $0.catchUp == .none })
        let zones = set.jobs.map(\.zone.identifier)
        #expect(zones == ["America/New_York", "America/New_York", "GMT", "America/New_York", "Europe/Amsterdam"])
        #expect(set["start-it"]?.schedule == .reboot)
        guard let mail = set["mail"]?.parameters.as(CommandParameters.self) else {
            Issue.record("there is no job mail")
            return
        }
        #expect(
            mail.arguments == [
                "-c", "printf '%s\\n' 'Dear you,' 'it'\\''s 7 o'\\''clock' | { mail -s 100% you\n}",
            ])
    }

    @Test("The shell gets from a line with % what cron would give it")
    func percent() throws {
        let result = try imported("* * * * * cat; echo done 5\\%%one%it's two\n")
        guard
            let command = try JobSet.parse(result.files.map { ($0.name, $0.text) }).jobs.first?.parameters
                .as(CommandParameters.self)
        else {
            Issue.record("no command")
            return
        }
        #expect(try Program.run(command.program, command.arguments) == "one\nit's two\ndone 5%\n")
    }

    @Test("A system crontab names a user in each line, who is at home in his own directory")
    func system() throws {
        let text =
            "17 * * * * root cd / && run-parts /etc/cron.hourly\n0 5 * * * www-data /usr/bin/php -f x.php\n5 5 * * * x\n"
            + "5 6 * * * nobody-here /bin/x\n"
        let homes = ["www-data": "/var/www", "root": "/root"]
        let result = CrontabImport(
            text.utf8,
            options: .init(.each { name in homes[name].flatMap { CrontabOwner(name: name, home: $0) } }))
        let php = try command("php", of: result)
        #expect(php.user == "www-data")
        #expect(php.workingDirectory == "/var/www")
        #expect(
            php.environment == [
                "HOME": "/var/www", "LOGNAME": "www-data", "USER": "www-data", "PATH": "/usr/bin:/bin",
                "SHELL": "/bin/sh",
            ])
        #expect(result.notes.filter(\.isFailure).map(\.line) == [3, 4])
        #expect(result.notes.first { $0.line == 4 }?.text.contains("there is no user nobody-here") == true)
    }

    @Test("Whatever the text, nothing traps, and what is written is read", arguments: 0..<200)
    func hostile(seed: Int) throws {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
        let alphabet = Array("*/5 0,-1@%\\\"'=~#\t\nabcé\u{301}\u{1}$(cd /x;)MAILTO")
        let text =
            String(
                (0..<300).map { _ in
                    state ^= state << 13
                    state ^= state >> 7
                    state ^= state << 17
                    return alphabet[Int(state % UInt64(alphabet.count))]
                }) + "\n* * * * * \(String(alphabet.filter { $0 != "\n" }))"
        let files = try imported(text).files
        #expect(!files.isEmpty)
        _ = try JobSet.parse(files.map { ($0.name, $0.text) })
    }
}

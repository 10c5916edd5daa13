import ArgumentParser
import Control
import Foundation
import Ledger

struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Verify, back up or restore the ledger.",
        subcommands: [LedgerVerifyCommand.self, LedgerBackupCommand.self, LedgerRestoreCommand.self])
}

struct LedgerBackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the ledger while it is in use, and verify the copy.",
        discussion:
            "The daemon writes the file, which must not exist yet. Without a daemon, copy ledger.sqlite* yourself.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The file to write.", completion: .file())
    var path: String

    func run() async throws {
        let session = Session(options)
        let whole = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        let result = try await session.client.backup(to: whole)
        try session.show(
            result,
            ["\(whole): \(AmountText.count(result.events)) events, \(result.isSound ? "sound" : "NOT SOUND")"]
                + result.problems.map { "! " + PrintableText.clean($0) })
        if !result.isSound { throw ExitCode(ControlError.Code.failed.exitCode) }
    }
}

struct LedgerRestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Replace the ledger with a backup, while no daemon runs.",
        discussion: """
            The backup is verified, and the old ledger is kept beside the new one. Afterwards nothing is deleted and no \
            day is rewritten until `entradactl doctor --repair` has added what the backup lacks.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The backup file.", completion: .file())
    var backup: String

    @Flag(help: "Do not ask for confirmation.")
    var yes = false

    @Flag(help: "Restore even if verification fails, or the backup is of another ledger.")
    var force = false

    private struct Result: Encodable {
        var schema = 1
        var restored: RestoreMark
        var keptAs: String?
    }

    func run() async throws {
        let session = Session(options)
        let copy = backup.hasPrefix("/") ? backup : FileManager.default.currentDirectoryPath + "/" + backup
        let lock = try RootLock(session.places, exclusive: true)
        let restore = LedgerRestore(root: session.places.root, copy: copy)
        let plan = try restore.inspect()
        for line in Self.lines(plan, copy) { Console.complain(line) }
        if !plan.objections.isEmpty && !force {
            throw ControlError(.failed, "\(copy): nothing was changed; use --force to restore it anyway")
        }
        if !yes {
            guard isatty(STDIN_FILENO) == 1 else {
                throw ControlError(.usage, "nothing was changed; use --yes to replace the ledger")
            }
            Console.complain("Replace \(session.places.root)/ledger.sqlite with it? [y/N]")
            guard readLine()?.lowercased().hasPrefix("y") == true else {
                throw ControlError(.failed, "nothing was changed")
            }
        }
        let done = try await restore.perform(plan, who: Self.who) { Session.nowUs }
        withExtendedLifetime(lock) {}
        var lines = ["\(session.places.root)/ledger.sqlite: restored, up to event \(plan.seq)"]
        if let kept = done.kept { lines.append("the old ledger is kept as \(kept)") }
        lines.append("next: start the daemon, then run entradactl doctor --repair")
        try session.show(Result(restored: done.mark, keptAs: done.kept), lines)
    }

    private static func lines(_ plan: RestorePlan, _ copy: String) -> [String] {
        let newest = plan.newestUs.map { TimeText.absolute(us: $0) } ?? "no time"
        var lines = [
            "\(copy): ledger \(plan.ledger), \(AmountText.count(plan.captures)) captures, up to event \(plan.seq) of \(newest)"
        ]
        if let lost = plan.lost {
            lines.append(
                "a checkpoint of \(TimeText.absolute(us: lost.timeUs)) names event \(lost.seq): \(lost.seq - plan.seq) events are missing in the backup"
            )
        }
        return lines + plan.objections.map { "! " + PrintableText.clean($0) }
    }

    /// As the audit trail keeps it: `name(uid)`.
    private static var who: String {
        let uid = getuid()
        return Caller(
            uid: uid, pid: getpid(), name: getpwuid(uid).map { String(cString: $0.pointee.pw_name) } ?? "\(uid)"
        )
        .who
    }
}

struct LedgerVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify the event chain, and compare it with the states.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let session = Session(options)
        let file = CheckpointFile(root: session.places.root)
        let report = try await session.ask(seconds: 3600) {
            try await $0.verify()
        } offline: {
            // No daemon runs, so no checkpoint comes between.
            try VerifyReport(view: $0, checkpoints: try file.read())
        }
        try session.show(report, LedgerVerifyCommand.lines(report))
        if !report.verification.isSound { throw ExitCode(ControlError.Code.failed.exitCode) }
    }

    private static func lines(_ report: VerifyReport) -> [String] {
        let result = report.verification
        let summary =
            "\(AmountText.count(result.events)) events, \(AmountText.count(result.captures)) captures, "
            + "\(AmountText.count(result.runs)) runs, \(AmountText.count(result.checkpoints)) external checkpoints, "
            + "\(AmountText.count(result.pruned)) events pruned; head \(result.head)"
        let notes = result.notes.map { PrintableText.clean($0) }
        if result.isSound { return ["ledger \(report.ledger) is sound: " + summary] + notes }
        return ["ledger \(report.ledger): " + summary] + notes + result.problems.map { "! " + PrintableText.clean($0) }
    }
}

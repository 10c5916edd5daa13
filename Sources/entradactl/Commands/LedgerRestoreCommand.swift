import ArgumentParser
import Control
import Foundation
import Ledger

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

import ArgumentParser
import Control
import Foundation
import Ledger

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

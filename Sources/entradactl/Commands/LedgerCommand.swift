import ArgumentParser

struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Verify, back up or restore the ledger.",
        subcommands: [LedgerVerifyCommand.self, LedgerBackupCommand.self, LedgerRestoreCommand.self])
}

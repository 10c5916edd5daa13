import ArgumentParser

struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "The ledger itself.",
        subcommands: [LedgerVerifyCommand.self, LedgerBackupCommand.self, LedgerRestoreCommand.self])
}

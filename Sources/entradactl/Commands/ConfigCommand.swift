import ArgumentParser

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Check or compare configuration and jobs.",
        subcommands: [ConfigCheckCommand.self, ConfigDiffCommand.self])
}

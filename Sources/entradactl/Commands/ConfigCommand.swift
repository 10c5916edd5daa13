import ArgumentParser

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "The configuration and the jobs.",
        subcommands: [ConfigCheckCommand.self, ConfigDiffCommand.self])
}

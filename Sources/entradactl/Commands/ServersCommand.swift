import ArgumentParser

struct ServersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "servers", abstract: "List name servers: what they have sent, and what waits.",
        subcommands: [ServersListCommand.self, ServersTestCommand.self],
        defaultSubcommand: ServersListCommand.self)
}

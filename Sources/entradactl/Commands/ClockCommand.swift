import ArgumentParser

struct ClockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock", abstract: "The machine's clock, as far as deleting depends on it.",
        subcommands: [ClockConfirmCommand.self])
}

import ArgumentParser

struct ClockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock", abstract: "Confirm the machine's clock, so that deleting may resume.",
        subcommands: [ClockConfirmCommand.self])
}

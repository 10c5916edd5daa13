import ArgumentParser

/// Makes test traffic.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Make test traffic from a seed.", subcommands: [SimulateDNSCommand.self])
}

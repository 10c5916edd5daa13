import ArgumentParser

/// Makes test traffic.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Generate test traffic from a seed.", subcommands: [SimulateDNSCommand.self])
}

import ArgumentParser
import Foundation

@main
enum Main {
    static func main() {
        ResourceLimits.apply(ProcessInfo.processInfo.environment)
        Worker.main()
    }
}

/// The program that touches packets and Parquet: started by the daemon for each piece of work, or by hand.
struct Worker: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entrada-worker",
        abstract: "Decodes captures, compacts days, runs queries, simulates traffic.",
        subcommands: [
            DecodeCommand.self, CompactCommand.self, QueryCommand.self, SimulateCommand.self,
            CheckReferenceCommand.self, CountCommand.self, GuardCommand.self,
        ])
}

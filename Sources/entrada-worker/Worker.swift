import ArgumentParser
import Foundation
import Model
import WorkerProtocol

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
        version: EntradaVersion.text,
        subcommands: [
            DecodeCommand.self, CompactCommand.self, QueryCommand.self, SimulateCommand.self,
            CheckReferenceCommand.self, CountCommand.self, ServeCommand.self, GuardCommand.self,
        ])
}

/// Flags are a front for requests: what a request finds wrong with itself is said in the flags' words.
enum Flags {
    /// - Parameter names: of keys whose flag is not called as they are; an empty one: the problem says it all.
    /// - Throws: `ValidationError` for an `InvalidRequest`; whatever else the work throws.
    static func translate<Value>(_ names: [String: String] = [:], _ work: () throws -> Value) throws -> Value {
        do { return try work() } catch let error as InvalidRequest {
            let flag = names[error.key] ?? "--" + error.key.replacing("_", with: "-")
            throw ValidationError(flag.isEmpty ? String(error.problem.trimmingPrefix(": ")) : flag + error.problem)
        }
    }
}

public import ArgumentParser
import Foundation
public import Warehouse
import WorkerProtocol

/// Answers SQL over exactly the files of a snapshot.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Run SQL over a snapshot: the views dns, icmp, flows and entrada2_dns.")

    @Option(help: ArgumentHelp("The files, as JSON.", valueName: "file"))
    var snapshot: String
    @Option(help: "Output format: table, csv, json or parquet.")
    var format: QueryFormat = .table
    @Option(help: ArgumentHelp("Output file, instead of standard output.", valueName: "file"))
    var output: String?
    @Option(help: ArgumentHelp("Memory limit of the engine.", valueName: "bytes"))
    var memoryLimit: Int64 = 2 << 30
    @Option(help: ArgumentHelp("Threads of the engine.", valueName: "n"))
    var threads: Int = 2
    @Option(help: ArgumentHelp("Exit when this descriptor is closed, because the daemon is gone.", valueName: "fd"))
    var lifetimeFd: Int32?
    @Argument(help: "The query.")
    var sql: String

    func validate() throws {
        guard threads > 0 else { throw ValidationError("--threads is at least 1") }
        guard memoryLimit >= 64 << 20 else { throw ValidationError("--memory-limit is at least 67108864 (64 MiB)") }
    }

    func run() throws {
        // Before any thread is made, so that all of them inherit it.
        Interruption.block()
        if let lifetimeFd { Lifetime.watch(lifetimeFd) }
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: snapshot))
            let files = try JSONDecoder().decode(Snapshot.self, from: data)
            let engine = try Engine(
                EngineSettings(
                    threads: threads, memoryLimitBytes: memoryLimit,
                    temporaryDirectory: NSTemporaryDirectory()
                        + "/entrada-query-\(ProcessInfo.processInfo.processIdentifier)"))
            Interruption.stop(engine)
            try Query(snapshot: files, format: format, output: output).run(sql, on: engine) {
                try FileHandle.standardOutput.write(contentsOf: Data($0.utf8))
            }
        } catch {
            let failure = WorkerFailure(error)
            FileHandle.standardError.write(Data((failure.description + "\n").utf8))
            throw ExitCode(failure.exit.rawValue)
        }
    }
}

extension QueryFormat: ExpressibleByArgument {}

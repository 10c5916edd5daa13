import ArgumentParser
import Foundation
import WorkerProtocol

/// Counts the rows of Parquet files, for whoever compares them with the ledger.
struct CountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count", abstract: "Count the rows of Parquet files.",
        discussion: """
            The file of --inputs has a line for each input: "all" (the number of rows, from the file's end) or \
            "captures" (rows by capture, too) or "origins" (and where it comes from), a tab, the path. Each gets an event "counted", also if it cannot be read.
            """)

    @Option(help: ArgumentHelp("The list of files to count.", valueName: "file"))
    var inputs: String
    @Option(help: ArgumentHelp("Memory limit of the engine.", valueName: "bytes"))
    var memoryLimit: Int64 = 256 << 20
    @Option(help: ArgumentHelp("Exit when this descriptor is closed, because the daemon is gone.", valueName: "fd"))
    var lifetimeFd: Int32?

    func run() throws {
        let inputs: [CountRequest.Input]
        do { inputs = try readInputs() } catch { return try EventPrinter().finish { throw error } }
        var request = CountRequest(inputs: inputs)
        request.memory_limit_bytes = memoryLimit
        try CountExecution(request).perform(lifetime: lifetimeFd)
    }

    private func readInputs() throws -> [CountRequest.Input] {
        try String(contentsOfFile: inputs, encoding: .utf8).split(separator: "\n").map { line in
            let parts = line.split(separator: "\t", maxSplits: 1)
            guard parts.count == 2, let depth = CountRequest.Depth(rawValue: String(parts[0])) else {
                throw WorkerFailure(exit: .usage, description: "\(inputs): not understood: \(line)")
            }
            return CountRequest.Input(path: String(parts[1]), depth: depth)
        }
    }
}

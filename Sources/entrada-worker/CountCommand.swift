import ArgumentParser
import Foundation
import Warehouse
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
        // Before any thread is made, so that all of them inherit it.
        Interruption.block()
        if let lifetimeFd { Lifetime.watch(lifetimeFd) }
        let printer = EventPrinter()
        try printer.finish {
            try count(printer)
            return DecodeOutcome()
        }
    }

    private func count(_ printer: EventPrinter) throws {
        let engine = try Engine(EngineSettings(threads: 1, memoryLimitBytes: memoryLimit, preservesOrder: false))
        Interruption.stop(engine)
        let counting = try RowCount(engine)
        for (index, line) in try String(contentsOfFile: inputs, encoding: .utf8).split(separator: "\n").enumerated() {
            let parts = line.split(separator: "\t", maxSplits: 1)
            guard parts.count == 2, ["all", "captures", "origins"].contains(parts[0]) else {
                throw WorkerFailure(exit: .usage, description: "\(inputs): not understood: \(line)")
            }
            let path = String(parts[1])
            var count = FileCount(index: index)
            do {
                count.rows = try counting.rows(of: path)
                if parts[0] == "origins" {
                    count.origin = try counting.origin(of: path)
                    count.servers = Dictionary(
                        uniqueKeysWithValues: try counting.servers(of: path).map { capture, place in
                            (String(capture), place.server + " " + (place.site ?? "-"))
                        })
                }
                if parts[0] != "all" {
                    count.rows_by_capture = Dictionary(
                        uniqueKeysWithValues: try counting.rowsByCapture(of: path).map { (String($0.key), $0.value) })
                }
            } catch WarehouseError.interrupted {
                throw WarehouseError.interrupted
            } catch {
                // What follows the first line is the engine's statement.
                count.problem = "\(error)".split(separator: "\n").first.map(String.init) ?? "cannot be read"
            }
            printer.send(.counted(count))
        }
    }
}

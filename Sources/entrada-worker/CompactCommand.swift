import ArgumentParser
import CPosix
import DurableIO
import Foundation
import Model
import Tables
import Warehouse
import WorkerProtocol

/// Rewrites the live files of a day into few large sorted ones.
struct CompactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact", abstract: "Rewrite the files of a table and day into few large sorted ones.",
        discussion: """
            The file of --inputs has a line for each input: ids of masked captures with commas between them, a tab, the \
            path. The last line on standard output is the event "finished".
            """)

    @Option(help: "dns, icmp or flows.")
    var table: String
    @Option(help: "The day, YYYY-MM-DD.")
    var day: String
    @Option(help: ArgumentHelp("Output directory.", valueName: "dir"))
    var out: String
    @Option(help: ArgumentHelp("Directory for temporary files.", valueName: "dir"))
    var temp: String
    @Option(help: ArgumentHelp("Start a new file after this many bytes.", valueName: "bytes"))
    var targetFileSize: Int64 = 512 << 20
    @Option(help: ArgumentHelp("Memory limit of the program.", valueName: "bytes"))
    var memoryLimit: Int64 = 1 << 30
    @Option(help: ArgumentHelp("Threads of the engine; more need more memory.", valueName: "n"))
    var threads: Int = 1
    @Option(help: ArgumentHelp("The list of files to rewrite.", valueName: "file"))
    var inputs: String
    @Flag(help: "Omit the addresses of clients.")
    var withoutAddresses = false
    @Flag(help: "Keep the rows in the order of the inputs.")
    var unsorted = false
    @Option(help: ArgumentHelp("Id of the ledger, for the metadata of the files.", valueName: "id"))
    var ledger: String?
    @Option(help: ArgumentHelp("Generation of the day, for the metadata of the files.", valueName: "n"))
    var generation: Int64?
    @Option(name: .customLong("run"), help: "Number of the run, for the process list.")
    var runNumber: Int64?
    @Option(help: ArgumentHelp("Exit when this descriptor is closed, because the daemon is gone.", valueName: "fd"))
    var lifetimeFd: Int32?

    func validate() throws {
        guard Table(rawValue: table) != nil else {
            throw ValidationError("--table is dns, icmp or flows, not \(table)")
        }
        guard Day(day) != nil else { throw ValidationError("--day is a day such as 2026-01-31, not \(day)") }
        guard threads > 0 else { throw ValidationError("--threads is at least 1") }
        guard targetFileSize > 0 else { throw ValidationError("--target-file-size is greater than 0") }
        guard memoryLimit >= 64 << 20 else { throw ValidationError("--memory-limit is at least 67108864 (64 MiB)") }
    }

    func run() throws {
        // Before any thread is made, so that all of them inherit it.
        Interruption.block()
        if let lifetimeFd { Lifetime.watch(lifetimeFd) }
        // Blocks of the engine go back to the system one by one: a sort must not leave a heap full of holes.
        entrada_keep_heap_small()
        try EventPrinter().finish {
            do { return try compact() } catch let error as WarehouseError where error.isMemory {
                throw WorkerFailure(exit: .memoryExhausted, description: Self.firstLine(error.description))
            }
        }
    }

    private static func firstLine(_ text: String) -> String {
        text.split(separator: "\n").first.map(String.init) ?? text
    }

    private var metadata: [String: String] {
        var metadata = ["entrada.table": table, "entrada.day": day]
        if let ledger { metadata["entrada.ledger"] = ledger }
        if let runNumber { metadata["entrada.run"] = String(runNumber) }
        if let generation { metadata["entrada.generation"] = String(generation) }
        return metadata
    }

    private func compact() throws -> DecodeOutcome {
        guard let table = Table(rawValue: table), let day = Day(day) else { return DecodeOutcome() }
        for directory in [out, temp] {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        }
        // A worker that may have less than its job was promised fails where the engine notices, not where it can't.
        let limit = ResourceLimits.memoryBytes(ProcessInfo.processInfo.environment) ?? .max
        let settings = EngineSettings.sharing(
            processBytes: min(memoryLimit, limit), threads: threads, temporaryDirectory: temp)
        let engine = try Engine(settings)
        Interruption.stop(engine)
        let heartbeat = Heartbeat()
        defer { heartbeat.stop() }
        let outputs = try Compaction(
            table: table, day: day, inputs: try readInputs(), outputDirectory: out,
            targetFileSizeBytes: targetFileSize, dropsAddresses: withoutAddresses, sorts: !unsorted
        ).run(settings, on: engine, metadata: metadata)
        try Disk().syncTree(out)
        var outcome = DecodeOutcome()
        for output in outputs {
            outcome.rows[table.rawValue, default: 0] += output.file.rows
            outcome.files.append(
                DecodeOutcome.OutputFile(
                    table: table.rawValue, day: day.description, path: output.file.path, rows: output.file.rows,
                    bytes: output.file.bytes, sha256: output.file.sha256,
                    rows_by_capture: Dictionary(
                        uniqueKeysWithValues: output.rowsByCapture.map { (String($0.key), $0.value) })))
        }
        return outcome
    }

    private func readInputs() throws -> [CompactionInput] {
        let text = try String(contentsOfFile: inputs, encoding: .utf8)
        return try text.split(separator: "\n").map { line in
            let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw WorkerFailure(exit: .usage, description: "\(inputs): a line without a tab: \(line)")
            }
            let masked = try parts[0].split(separator: ",").map { text in
                // An id that is not understood must not let masked rows come back.
                guard let id = Int64(text) else {
                    throw WorkerFailure(exit: .usage, description: "\(inputs): not a capture id: \(text)")
                }
                return id
            }
            return CompactionInput(path: String(parts[1]), maskedCaptures: masked)
        }
    }
}

import CPosix
import DurableIO
import Foundation
import Model
import Tables
import Warehouse
import WorkerProtocol

/// Rewrites the files of a table and day as a request asks for it.
struct CompactExecution {
    private let request: CompactRequest
    private let table: Table
    private let day: Day

    /// - Throws: `InvalidRequest`.
    init(_ request: CompactRequest) throws(InvalidRequest) {
        guard let table = Table(rawValue: request.table) else {
            throw InvalidRequest("table", " is dns, icmp or flows, not \(request.table)")
        }
        guard let day = Day(request.day) else {
            throw InvalidRequest("day", " is a day such as 2026-01-31, not \(request.day)")
        }
        try request.validate()
        (self.request, self.table, self.day) = (request, table, day)
    }

    /// - Parameter lifetime: the descriptor that ends this process when it is closed.
    /// - Throws: `ExitCode`; why is told by the last event.
    func perform(lifetime: Int32?) throws {
        // Before any thread is made, so that all of them inherit it.
        Interruption.block()
        if let lifetime { Lifetime.watch(lifetime) }
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
        var metadata = ["entrada.table": table.rawValue, "entrada.day": day.description]
        if let ledger = request.origin.ledger { metadata["entrada.ledger"] = ledger }
        if let run = request.origin.run { metadata["entrada.run"] = String(run) }
        if let generation = request.generation { metadata["entrada.generation"] = String(generation) }
        return metadata
    }

    private func inputs() throws -> [CompactionInput] {
        let list: String
        do { list = try String(contentsOfFile: request.inputs, encoding: .utf8) } catch {
            throw WorkerFailure(
                exit: .tryAgain, description: "\(request.inputs) cannot be read: \(error.localizedDescription)")
        }
        do {
            return try CompactRequest.inputs(in: list).map {
                CompactionInput(path: $0.path, maskedCaptures: $0.masked)
            }
        } catch { throw InvalidRequest("inputs", ": \(request.inputs)\(error.problem)") }
    }

    private func compact() throws -> DecodeOutcome {
        let inputs = try inputs()
        for directory in [request.out, request.temp] {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        }
        // A worker that may have less than its job was promised fails where the engine notices, not where it can't.
        let limit = ResourceLimits.memoryBytes(ProcessInfo.processInfo.environment) ?? .max
        let settings = EngineSettings.sharing(
            processBytes: min(request.memory_limit_bytes, limit), threads: request.threads,
            temporaryDirectory: request.temp)
        let engine = try Engine(settings)
        Interruption.stop(engine)
        let heartbeat = Heartbeat()
        defer { heartbeat.stop() }
        let outputs = try Compaction(
            table: table, day: day,
            inputs: inputs,
            outputDirectory: request.out, targetFileSizeBytes: request.target_file_bytes,
            dropsAddresses: request.without_addresses, sorts: !request.unsorted
        ).run(settings, on: engine, metadata: metadata)
        try Disk().syncTree(request.out)
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
}

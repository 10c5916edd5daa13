import Foundation
import Warehouse
import WorkerProtocol

/// Counts the rows of Parquet files as a request asks for it.
struct CountExecution {
    private let request: CountRequest

    init(_ request: CountRequest) { self.request = request }

    /// - Parameter lifetime: the descriptor that ends this process when it is closed.
    /// - Throws: `ExitCode`; why is told by the last event.
    func perform(lifetime: Int32?) throws {
        // Before any thread is made, so that all of them inherit it.
        Interruption.block()
        if let lifetime { Lifetime.watch(lifetime) }
        let printer = EventPrinter()
        try printer.finish {
            try count(printer)
            return DecodeOutcome()
        }
    }

    private func count(_ printer: EventPrinter) throws {
        let engine = try Engine(
            EngineSettings(threads: 1, memoryLimitBytes: request.memory_limit_bytes, preservesOrder: false))
        Interruption.stop(engine)
        let counting = try RowCount(engine)
        for (index, input) in request.inputs.enumerated() {
            var count = FileCount(index: index)
            do {
                count.rows = try counting.rows(of: input.path)
                if input.depth == .origins {
                    count.origin = try counting.origin(of: input.path)
                    count.servers = Dictionary(
                        uniqueKeysWithValues: try counting.servers(of: input.path).map { capture, place in
                            (String(capture), place.server + " " + (place.site ?? "-"))
                        })
                }
                if input.depth != .all {
                    count.rows_by_capture = Dictionary(
                        uniqueKeysWithValues: try counting.rowsByCapture(of: input.path).map {
                            (String($0.key), $0.value)
                        })
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

import Foundation
import Warehouse
import WorkerProtocol

/// Answers SQL over exactly the files of a snapshot, as a request asks for it.
struct QueryExecution {
    private let request: QueryRequest

    /// - Throws: `InvalidRequest`.
    init(_ request: QueryRequest) throws(InvalidRequest) {
        try request.validate()
        self.request = request
    }

    /// - Parameter lifetime: the descriptor that ends this process when it is closed.
    /// - Throws: `ExitCode`; why stands on standard error.
    func perform(lifetime: Int32?) throws {
        // Before any thread is made, so that all of them inherit it.
        Interruption.block()
        if let lifetime { Lifetime.watch(lifetime) }
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: request.snapshot))
            let files = try JSONDecoder().decode(Snapshot.self, from: data)
            let engine = try Engine(
                EngineSettings(
                    threads: request.threads, memoryLimitBytes: request.memory_limit_bytes,
                    temporaryDirectory: NSTemporaryDirectory()
                        + "/entrada-query-\(ProcessInfo.processInfo.processIdentifier)"))
            Interruption.stop(engine)
            try Query(snapshot: files, format: format, output: request.output).run(request.sql, on: engine) {
                try FileHandle.standardOutput.write(contentsOf: Data($0.utf8))
            }
        } catch { throw WorkerFailure(error).told() }
    }

    private var format: QueryFormat {
        switch request.format {
        case .table: .table
        case .csv: .csv
        case .json: .json
        case .parquet: .parquet
        }
    }
}

import FileFlow
import Foundation
import Jobs
import Synchronization
import WorkerProtocol

/// Has a worker count the rows of Parquet files.
struct RowCounter: Sendable {
    /// How much is wanted of a file.
    enum Depth: String, Sendable {
        /// What its end says.
        case all
        /// Rows by capture, too.
        case captures
        /// And where it comes from.
        case origins
    }

    struct Order: Sendable, Equatable {
        /// Relative to the data root.
        var path: String
        var depth: Depth
    }

    let dependencies: Dependencies
    let limits: LimitPolicy
    /// A directory in `work/` for the list.
    let work: String
    /// Absolute.
    let logPath: String
    var timeoutSeconds: Double = 3000
    var noProgressSeconds: Double = 600
    /// Called with the worker's process id; what it throws ends the worker.
    var started: @Sendable (Int32) async throws -> Void = { _ in }

    /// Gives the counts by the order's place in the list.
    ///
    /// - Throws: `RunFailure`, if not all were counted.
    func count(_ orders: [Order]) async throws -> [FileCount] {
        if orders.isEmpty { return [] }
        let list = orders.map { $0.depth.rawValue + "\t" + dependencies.root.absolute($0.path) }
        try await dependencies.flow.write(list.joined(separator: "\n") + "\n", to: work + "/inputs")
        let command = WorkerCommand(
            arguments: ["count", "--inputs", dependencies.root.absolute(work + "/inputs"), "--lifetime-fd", "0"],
            environment: [
                "ENTRADA_MEMORY_BYTES": String(limits.memoryPerWorker),
                "ENTRADA_CPU_SECONDS": String(limits.cpuTimePerWorker.components.seconds),
            ],
            logPath: logPath, logLimitBytes: limits.runLogSize, timeoutSeconds: timeoutSeconds,
            noProgressSeconds: noProgressSeconds)
        let (report, progress) = (WorkerReport(), RunProgress())
        let end = try await dependencies.launcher.run(command, started: started) { line in
            await report.take(line, progress: progress)
        }
        if let failure = RunFailure.of(end, reason: await report.outcome?.reason, logPath: logPath) { throw failure }
        if let misunderstanding = await report.misunderstanding { throw misunderstanding }
        let counts = await report.counts
        guard counts.map(\.index) == Array(orders.indices) else {
            throw RunFailure("the worker counted \(counts.count) of \(orders.count) files (see \(logPath))")
        }
        return counts
    }
}

/// Which Parquet files have been counted since this daemon started, and what they had. Kept in memory: after a restart
/// every file is counted again. It has no more entries than there are live files.
final class CountMemory: Sendable {
    struct Entry: Equatable {
        var bytes: Int64
        var modifiedUs: Int64
        /// As the file's end says; `nil`: it could not be read.
        var rows: Int64?
        /// Of the rows by capture; `nil`: they have not been counted.
        var digest: Int?
    }

    private let entries = Mutex<[Int64: Entry]>([:])

    func entry(file: Int64) -> Entry? { entries.withLock { $0[file] } }

    func remember(file: Int64, _ entry: Entry) { entries.withLock { $0[file] = entry } }

    /// Forgets all others.
    func keep(only files: Set<Int64>) {
        entries.withLock { entries in entries = entries.filter { files.contains($0.key) } }
    }

    /// Of rows by capture, in this process only.
    static func digest(_ rows: [(capture: Int64, rows: Int64)]) -> Int {
        var hasher = Hasher()
        for row in rows.sorted(by: { $0.capture < $1.capture }) {
            hasher.combine(row.capture)
            hasher.combine(row.rows)
        }
        return hasher.finalize()
    }
}

import FileFlow
import Foundation
import Jobs
import Synchronization
import WorkerProtocol

/// Has workers count the rows of Parquet files.
struct RowCounter: Sendable {
    struct Order: Sendable, Equatable {
        /// Relative to the data root.
        var path: String
        /// How much is wanted of the file.
        var depth: CountRequest.Depth
    }

    /// What the files of one worker may take in its request, bytes, with room for what JSON adds.
    private static let maximumBytes = WorkerRequest.maximumBytes / 2
    private static let bytesBesidePath = 64

    let dependencies: Dependencies
    let limits: LimitPolicy
    /// Absolute.
    let logPath: String
    var timeoutSeconds: Double = 3000
    var noProgressSeconds: Double = 600
    /// Called with each worker's process id; what it throws ends the worker.
    var started: @Sendable (Int32) async throws -> Void = { _ in }

    /// Gives the counts by the order's place in the list.
    ///
    /// - Throws: `RunFailure`, if not all were counted.
    func count(_ orders: [Order]) async throws -> [FileCount] {
        var counts: [FileCount] = []
        for part in Self.parts(orders.map { .init(path: dependencies.root.absolute($0.path), depth: $0.depth) }) {
            let first = counts.count
            counts += try await countPart(part).map { count in
                var count = count
                count.index += first
                return count
            }
        }
        return counts
    }

    /// As few lists as fit into a request each.
    static func parts(
        _ inputs: [CountRequest.Input], maximumBytes: Int = maximumBytes
    ) -> [[CountRequest.Input]] {
        var parts: [[CountRequest.Input]] = []
        var bytes = 0
        for input in inputs {
            let size = input.path.utf8.count + bytesBesidePath
            if parts.isEmpty || bytes + size > maximumBytes {
                parts.append([])
                bytes = 0
            }
            parts[parts.count - 1].append(input)
            bytes += size
        }
        return parts
    }

    private func countPart(_ inputs: [CountRequest.Input]) async throws -> [FileCount] {
        let command = WorkerCommand(
            .request(.count(CountRequest(inputs: inputs))),
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
        if let misunderstanding = await report.misunderstanding(after: end) { throw misunderstanding }
        if let failure = RunFailure.of(end, reason: await report.outcome?.reason, logPath: logPath) { throw failure }
        let counts = await report.counts
        guard counts.map(\.index) == Array(inputs.indices) else {
            throw RunFailure("the worker counted \(counts.count) of \(inputs.count) files (see \(logPath))")
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

import Decode
import DurableIO
import Foundation
import Model
import Tables
import Warehouse
import WorkerProtocol

/// Puts batches into staging files: one a table and day, `<table>/day=<day>/<first capture>-<n>.parquet`; and another one
/// when the texts of the first are so large that the row group that is being written would take too much memory.
final class StagingWriter: BatchSink {
    private struct Key: Hashable {
        var table: Table
        var day: Day
    }

    private final class Open {
        let writer: any ParquetWriting
        let path: String
        var rowsByCapture: [Int64: Int64] = [:]
        var variableBytes = 0
        init(writer: any ParquetWriting, path: String) {
            self.writer = writer
            self.path = path
        }
    }

    private let directory: String
    private let firstCapture: Int64
    private let makeWriter: (TableSchema, String) throws -> any ParquetWriting
    private var open: [Key: Open] = [:]
    private var complete: [DecodeOutcome.OutputFile] = []
    /// Texts and lists of a file. With ordinary traffic a row group has about 30 MB of them.
    private let maximumVariableBytes: Int

    /// - Parameters:
    ///   - memoryBytes: what the whole worker may have; a row group gets a twelfth of it.
    ///   - makeWriter: opens a Parquet file of a schema at a path.
    init(
        directory: String, firstCapture: Int64, memoryBytes: Int64?,
        makeWriter: @escaping (TableSchema, String) throws -> any ParquetWriting
    ) {
        self.directory = directory
        self.firstCapture = firstCapture
        maximumVariableBytes = Int(min(128 << 20, (memoryBytes ?? .max) / 12))
        self.makeWriter = makeWriter
    }

    func take(_ batch: ColumnBatch, day: Day) throws {
        guard batch.rowCount > 0 else { return }
        let key = Key(table: batch.table, day: day)
        if let old = open[key], old.variableBytes > maximumVariableBytes {
            open[key] = nil
            try complete(key, old)
        }
        let file = try file(batch.schema, key)
        file.variableBytes += batch.variableBytes
        let captures = batch.captures
        // Rows of one capture stand together: a run at a time.
        var start = 0
        while start < batch.rowCount {
            let capture = captures.values[start]
            var end = start + 1
            while end < batch.rowCount && captures.values[end] == capture { end += 1 }
            file.rowsByCapture[capture, default: 0] += Int64(end - start)
            start = end
        }
        try file.writer.write(batch)
    }

    private func file(_ schema: TableSchema, _ key: Key) throws -> Open {
        if let known = open[key] { return known }
        let folder = "\(key.table.rawValue)/day=\(key.day)"
        try FileManager.default.createDirectory(
            atPath: directory + "/" + folder, withIntermediateDirectories: true)
        let path = "\(folder)/\(firstCapture)-\(complete.count + open.count).parquet"
        let made = Open(writer: try makeWriter(schema, directory + "/" + path), path: path)
        open[key] = made
        return made
    }

    /// Completes every file.
    ///
    /// - Parameter isDurable: what is listed is on the disk, with its directories; the files are, if their writers see to it.
    func finish(isDurable: Bool = true) throws -> [DecodeOutcome.OutputFile] {
        for (key, file) in open.sorted(by: { $0.value.path < $1.value.path }) { try complete(key, file) }
        if isDurable { try Disk().syncTree(directory) }
        return complete.sorted { $0.path < $1.path }
    }

    private func complete(_ key: Key, _ file: Open) throws {
        let written = try file.writer.finish()
        complete.append(
            DecodeOutcome.OutputFile(
                table: key.table.rawValue, day: key.day.description, path: file.path, rows: written.rows,
                bytes: written.bytes, sha256: written.sha256,
                rows_by_capture: Dictionary(
                    uniqueKeysWithValues: file.rowsByCapture.map { (String($0.key), $0.value) })))
    }
}

import Foundation
import Glibc
import Tables

/// Makes few files of many, round by round, so that the memory of a compaction does not grow with its files.
///
/// Each round takes the smallest files and writes their live rows, as they come, into one file; so a large file is not
/// written twice for the sake of small ones. The last step, which sorts, is the caller's.
struct MergeRounds {
    /// As shipped.
    static let fanIn = 128

    let table: Table
    /// Gets the files between the rounds.
    let directory: String
    let fanIn: Int
    let rowGroupRows: Int
    private let connection: Connection

    init(table: Table, directory: String, fanIn: Int, rowGroupRows: Int, engine: Engine) throws {
        self.table = table
        self.directory = directory
        self.fanIn = fanIn
        self.rowGroupRows = rowGroupRows
        connection = try engine.connect()
    }

    /// At most `fanIn` files with the same live rows. What was made for a round is removed when the next one has it.
    func reduce(_ inputs: [CompactionInput]) throws -> [CompactionInput] {
        if inputs.count <= fanIn { return inputs }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        // The smallest are last.
        var files = inputs.map { Sized(input: $0, bytes: Self.bytes(of: $0.path), isOurs: false) }
            .sorted { $0.bytes > $1.bytes }
        var round = 0
        while files.count > fanIn {
            let count = min(fanIn, files.count - fanIn + 1)
            let merged = try merge(files.suffix(count), to: "\(directory)/\(round).parquet")
            for file in files.suffix(count) where file.isOurs {
                try FileManager.default.removeItem(atPath: file.input.path)
            }
            files.removeLast(count)
            files.insert(merged, at: files.firstIndex { $0.bytes < merged.bytes } ?? files.count)
            round += 1
        }
        return files.map(\.input)
    }

    private struct Sized {
        var input: CompactionInput
        var bytes: Int64
        var isOurs: Bool
    }

    private func merge(_ files: ArraySlice<Sized>, to path: String) throws -> Sized {
        let rows = LiveRows.select(.of(table), files.map(\.input.file))
        try connection.execute(
            """
            COPY (\(rows)) TO \(SQLText.literal(path)) \
            (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE \(rowGroupRows), USE_TMP_FILE false)
            """)
        return Sized(input: CompactionInput(path: path), bytes: Self.bytes(of: path), isOurs: true)
    }

    /// A file that is not there is the statement's to report.
    private static func bytes(of path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }
}

/// When to begin another file: by what is on the disk of the one being written, and what is still to come of it.
struct FileCut {
    var targetBytes: Int64
    var rowGroupRows: Int

    /// - Parameters:
    ///   - memoryLimitBytes: of the engine. A row group is held in memory while it is filled and while it is encoded.
    init(targetBytes: Int64, memoryLimitBytes: Int64) {
        self.targetBytes = targetBytes
        // Measured: about 1 KiB a row while a row group is filled, and again while it is encoded, beside the sort.
        let byMemory = memoryLimitBytes / 8192
        // A row takes some 30 bytes in a file; without a few row groups to a file its size cannot be met.
        let byTarget = targetBytes / 128
        let vector: Int64 = 2048
        rowGroupRows = Int(max(5, min(512, min(byMemory, byTarget) / vector)) * vector)
    }

    /// Whether a file that was given so many rows has reached its size: what is not written yet counts as the rest.
    func isReached(path: String, rows: Int64) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        // The row group just completed is written only with the next row.
        let written = rows - Int64(rowGroupRows)
        guard written > 0 else { return rows * 30 >= targetBytes }
        return Double(status.st_size) * Double(rows) / Double(written) >= Double(targetBytes)
    }
}

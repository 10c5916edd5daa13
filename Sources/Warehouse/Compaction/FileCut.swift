import Glibc

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

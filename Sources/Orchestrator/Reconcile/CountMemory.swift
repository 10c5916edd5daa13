import Synchronization

/// Which Parquet files have been counted since this daemon started, and what they had. Kept in memory: after a restart
/// every file is counted again. It has no more entries than there are live files.
final class CountMemory: Sendable {
    struct Entry: Equatable {
        var bytes: Int64
        var modifiedUs: Int64
        /// As the file's end says; nil: it could not be read.
        var rows: Int64?
        /// Of the rows by capture; nil: they have not been counted.
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

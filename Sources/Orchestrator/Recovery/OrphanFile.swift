import Ledger
import Model
import Reconciliation
import WorkerProtocol

/// A Parquet file of this ledger that this ledger does not know.
struct OrphanFile: Sendable {
    /// The rows of a capture in a table and day.
    struct Cell: Hashable, Sendable {
        var table: String
        var day: String
        var capture: Int64
    }

    let finding: Finding
    let area: String
    let table: String
    let day: String
    /// The attempt that wrote it. One attempt may have written several files of a day.
    let run: Int64
    let attempt: Int64
    /// Rows of a state that nobody continued: they stand beside those of the capture's decode.
    let isFlush: Bool
    let total: Int64
    let rows: [Int64: Int64]
    /// Server and site of each capture, as the worker tells them.
    let servers: [Int64: String]

    var path: String { finding.subject }

    func cell(_ capture: Int64) -> Cell { Cell(table: table, day: day, capture: capture) }

    /// `nil`: its path or what is in it is not as files of this program are.
    init?(_ finding: Finding, _ count: FileCount) {
        let parts = finding.subject.split(separator: "/").map(String.init)
        guard parts.count >= 4, ["dns", "icmp", "flows"].contains(parts[1]), parts[2].hasPrefix("day="),
            let file = parts.last, let total = count.rows, let found = count.rows_by_capture
        else { return nil }
        // `<capture>[-flush]-<run>.<attempt>-<n>.parquet`, `<run>.<attempt>-<n>.parquet`
        let name = file.dropLast(".parquet".count).split(separator: "-").map(String.init)
        let numbers = name.dropLast().last?.split(separator: ".").compactMap { Int64($0) } ?? []
        let day = String(parts[2].dropFirst(4))
        guard numbers.count == 2, Day(day) != nil, found.values.reduce(0, +) == total else { return nil }
        var rows: [Int64: Int64] = [:]
        for (capture, count) in found {
            guard let id = Int64(capture), id >= 0 else { return nil }
            rows[id] = count
        }
        self.finding = finding
        area = parts[0]
        table = parts[1]
        self.day = day
        (run, attempt) = (numbers[0], numbers[1])
        isFlush = area == "staging" && name.contains("flush")
        self.total = total
        self.rows = rows
        servers = Dictionary(
            (count.servers ?? [:]).compactMap { text, server in Int64(text).map { ($0, server) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// Where the wanted rows of each capture are taken from, so that each is taken once: from the newest attempt that
    /// wrote them (a later one replaced the rows, or rewrote them all), and from the flushes after it.
    static func choose(_ files: [OrphanFile], wanted: (Cell) -> Bool) -> [(file: OrphanFile, captures: Set<Int64>)] {
        var newest: [Cell: (run: Int64, attempt: Int64)] = [:]
        for file in files where !file.isFlush {
            for capture in file.rows.keys where wanted(file.cell(capture)) {
                let (known, own) = (newest[file.cell(capture)] ?? (0, 0), (file.run, file.attempt))
                newest[file.cell(capture)] = known > own ? known : own
            }
        }
        return files.compactMap { file in
            let captures = file.rows.keys.filter { capture in
                let cell = file.cell(capture)
                guard wanted(cell) else { return false }
                let base = newest[cell] ?? (0, 0)
                return file.isFlush ? file.run > base.run : (file.run, file.attempt) == base
            }
            return captures.isEmpty ? nil : (file, Set(captures))
        }
    }
}

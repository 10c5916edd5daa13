@testable import Ledger

extension LedgerBench {
    /// Compacts everything that is live of a day into one file with these rows by capture.
    func compact(_ rows: [Int64: Int64], day: String = "2026-01-01") async throws {
        try await ledger.write { tx in
            let partition = try tx.view.partition(table: "dns", day: day)
            try tx.commitRewrite(
                RewriteCommit(
                    end: try tx.startedRun(job: "compact", subject: "dns/\(day)"), table: "dns", day: day,
                    fence: .revision(partition.revision), generation: partition.generation + 1,
                    inputs: try tx.view.liveSet(table: "dns", day: day).map(\.id),
                    files: [
                        PublishedFile(
                            table: "dns", day: day,
                            path: "warehouse/dns/day=\(day)/gen=\(partition.generation + 1)/0.parquet",
                            rows: rows.values.reduce(0, +), bytes: 1, sha256: "c", rowsByCapture: rows)
                    ]))
        }
    }
}

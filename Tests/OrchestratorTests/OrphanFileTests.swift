import Reconciliation
import Testing
import WorkerProtocol

@testable import Orchestrator

/// Which of the files that an older ledger does not know the rows of each capture are taken from.
struct OrphanFileTests {
    private func file(_ path: String, _ rows: [String: Int64]) throws -> OrphanFile {
        try #require(
            OrphanFile(
                Finding(.unknownData, path, ""),
                FileCount(index: 0, rows: rows.values.reduce(0, +), rows_by_capture: rows)))
    }

    private func chosen(_ files: [OrphanFile], wanted: Set<Int64>) -> [String: Set<Int64>] {
        let choice = OrphanFile.choose(files) { wanted.contains($0.capture) }
        return Dictionary(uniqueKeysWithValues: choice.map { ($0.file.path, $0.captures) })
    }

    @Test("the newest attempt has the rows of a capture, in all files that it wrote")
    func newest() throws {
        let day = "day=2024-03-10"
        let first = try file("staging/dns/\(day)/1-10.1-0.parquet", ["1": 5])
        let second = try file("staging/dns/\(day)/2-11.1-0.parquet", ["2": 7])
        let left = try file("warehouse/dns/\(day)/gen=1/20.1-0.parquet", ["1": 2, "2": 3])
        let right = try file("warehouse/dns/\(day)/gen=1/20.1-1.parquet", ["1": 3, "2": 4])
        let again = try file("staging/dns/\(day)/2-21.2-0.parquet", ["2": 8])
        let all = [first, second, left, right, again]
        #expect(chosen(all, wanted: [1, 2]) == [left.path: [1], right.path: [1], again.path: [2]])
        #expect(chosen(all, wanted: [1]) == [left.path: [1], right.path: [1]])
        #expect(chosen([first, second], wanted: [1, 2]) == [first.path: [1], second.path: [2]])
        #expect(chosen(all, wanted: []).isEmpty)
        #expect(
            chosen([try file("staging/dns/\(day)/2-21.1-0.parquet", ["2": 8]), again], wanted: [2]) == [again.path: [2]]
        )
    }

    @Test("rows of a flush stand beside those of the decode, until a rewrite has both")
    func flushes() throws {
        let day = "day=2024-03-10"
        let decode = try file("staging/dns/\(day)/3-10.1-0.parquet", ["3": 5])
        let flush = try file("staging/dns/\(day)/3-flush-12.1-0.parquet", ["3": 2])
        let rewrite = try file("warehouse/dns/\(day)/gen=2/30.1-0.parquet", ["3": 7])
        #expect(chosen([decode, flush], wanted: [3]) == [decode.path: [3], flush.path: [3]])
        #expect(chosen([decode, flush, rewrite], wanted: [3]) == [rewrite.path: [3]])
        #expect(chosen([flush], wanted: [3]) == [flush.path: [3]])
    }

    @Test("days and tables are apart")
    func places() throws {
        let first = try file("staging/dns/day=2024-03-10/3-10.1-0.parquet", ["3": 5])
        let next = try file("staging/dns/day=2024-03-11/3-10.1-1.parquet", ["3": 1])
        let icmp = try file("staging/icmp/day=2024-03-10/3-10.1-2.parquet", ["3": 1])
        #expect(chosen([first, next, icmp], wanted: [3]).count == 3)
    }

    @Test(
        "what is not called as files of this program are, or is not whole, is left alone",
        arguments: [
            "staging/dns/strange.parquet", "staging/dns/day=2024-03-10/strange.parquet",
            "staging/other/day=2024-03-10/3-10.1-0.parquet", "staging/dns/day=tomorrow/3-10.1-0.parquet",
        ])
    func strangers(path: String) {
        let count = FileCount(index: 0, rows: 1, rows_by_capture: ["3": 1])
        #expect(OrphanFile(Finding(.unknownData, path, ""), count) == nil)
        let torn = FileCount(index: 0, rows: 2, rows_by_capture: ["3": 1])
        #expect(OrphanFile(Finding(.unknownData, "staging/dns/day=2024-03-10/3-10.1-0.parquet", ""), torn) == nil)
    }
}

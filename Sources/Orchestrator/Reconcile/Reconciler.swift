import FileFlow
import Foundation
import Jobs
import Ledger
import Model
import Reconciliation
import Scheduling
import WorkerProtocol

/// Looks at disk, ledger and Parquet files, and changes nothing.
///
/// Of every live file the number of rows is read from the file's end when it is new or has changed since; by capture the
/// rows are counted once, those first that were wrong, then the newest, until a run has counted enough.
struct Reconciler: Sendable {
    struct Look: Sendable {
        var findings: [Finding] = []
        var files = 0
        var counted = 0
        var uncounted = 0

        var result: ReconcileResult {
            ReconcileResult(findings: findings, files: files, counted: counted, uncounted: uncounted)
        }
    }

    private struct Candidate {
        var file: DataFileRecord
        var stamp: DataRootWalk.File
        var expected: [(capture: Int64, rows: Int64)]
        var known: CountMemory.Entry?

        var isCounted: Bool { known?.rows == file.rows && known?.digest == CountMemory.digest(expected) }
    }

    let dependencies: Dependencies
    let parameters: ReconcileParameters
    let counter: RowCounter

    func look() async throws -> Look {
        let (first, _) = try await compare()
        var (second, walk) = first.isEmpty ? ([], try await DataRootWalk(of: dependencies)) : try await compare()
        // Files move while we look: what only one look has found is no finding.
        // A directory that cannot be read stays one: what is beneath it is not known.
        second.removeAll { finding in
            finding.kind != .unreadableDirectory && !first.contains { $0.isSame(as: finding) }
        }
        var look = Look(findings: second)
        try await countRows(walk, into: &look)
        return look
    }

    private func compare() async throws -> ([Finding], DataRootWalk) {
        let walk = try await DataRootWalk(of: dependencies)
        let bounds = ComparisonBounds(
            nowUs: dependencies.now(), lateMoveUs: parameters.lateAfter.wholeMicroseconds,
            logBytes: counter.limits.runLogSize)
        return (
            try await dependencies.ledger.read { try DiskComparison(view: $0, walk: walk, bounds: bounds).findings },
            walk
        )
    }

    private func countRows(_ walk: DataRootWalk, into look: inout Look) async throws {
        let live = try await dependencies.ledger.read { view in
            try view.liveDataFiles().map { ($0, try view.captureRows(file: $0.id)) }
        }
        dependencies.counts.keep(only: Set(live.map(\.0.id)))
        look.files = live.count
        var waiting: [Candidate] = []
        for (file, expected) in live {
            // One that is not there, or has another size, is a finding already.
            guard let stamp = walk.file(at: file.path), stamp.bytes == file.bytes else { continue }
            let entry = dependencies.counts.entry(file: file.id)
            let isSame = entry?.bytes == stamp.bytes && entry?.modifiedUs == stamp.modifiedUs
            let candidate = Candidate(file: file, stamp: stamp, expected: expected, known: isSame ? entry : nil)
            if !candidate.isCounted { waiting.append(candidate) }
        }
        waiting.sort { ($0.known?.digest == nil ? 1 : 0, -$0.file.id) < ($1.known?.digest == nil ? 1 : 0, -$1.file.id) }
        var (orders, asked): ([RowCounter.Order], [Candidate]) = ([], [])
        var left = parameters.maximumRows
        for candidate in waiting {
            let byCapture = left > 0
            left -= candidate.file.rows
            if byCapture { look.counted += 1 } else { look.uncounted += 1 }
            if !byCapture, candidate.known?.rows == candidate.file.rows { continue }
            orders.append(RowCounter.Order(path: candidate.file.path, depth: byCapture ? .captures : .all))
            asked.append(candidate)
        }
        let counts = try await counter.count(orders)
        let ids = asked.map(\.file.id)
        let still = try await dependencies.ledger.read { view in
            Set(try ids.filter { try view.requireDataFile($0).live })
        }
        for (candidate, count) in zip(asked, counts) where still.contains(candidate.file.id) {
            look.findings += try await judge(candidate, count)
        }
    }

    /// Compares what was counted in a file with what the ledger says of it, and remembers it.
    private func judge(_ candidate: Candidate, _ count: FileCount) async throws -> [Finding] {
        let file = candidate.file
        if let problem = count.problem {
            return [Finding(.unreadableData, file.path, problem, row: file.id, expectedRows: file.rows)]
        }
        let found = count.rows_by_capture.map { rows in
            rows.compactMap { text, rows in Int64(text).map { (capture: $0, rows: rows) } }
        }
        dependencies.counts.remember(
            file: file.id,
            CountMemory.Entry(
                bytes: candidate.stamp.bytes, modifiedUs: candidate.stamp.modifiedUs, rows: count.rows,
                digest: found.map(CountMemory.digest)))
        if let rows = count.rows, rows != file.rows {
            return [
                Finding(
                    .dataRows, file.path, "\(rows) rows, not \(file.rows)", row: file.id, expectedRows: file.rows)
            ]
        }
        guard let found else { return [] }
        let there = Dictionary(found.map { ($0.capture, $0.rows) }, uniquingKeysWith: +)
        let said = Dictionary(candidate.expected.map { ($0.capture, $0.rows) }, uniquingKeysWith: +)
        let differing = Set(there.keys).union(said.keys).filter { there[$0] ?? 0 != said[$0] ?? 0 }.sorted()
        if differing.isEmpty { return [] }
        // What readers do not see may be as it likes.
        let masked = try await dependencies.ledger.read { view in
            Set(try differing.filter { try view.isMasked(file: file.id, capture: $0) })
        }
        return differing.filter { !masked.contains($0) }.map { capture in
            Finding(
                .captureRows, file.path,
                "\(there[capture] ?? 0) rows of capture \(capture), not \(said[capture] ?? 0)", capture: capture,
                row: file.id, expectedRows: said[capture] ?? 0)
        }
    }
}

extension DataRootWalk {
    init(of dependencies: Dependencies) async throws {
        let (root, faults) = (dependencies.root.path, dependencies.flow.faults)
        self = try await dependencies.threads.run(.bulk) { try DataRootWalk(root: root, faults: faults) }
    }
}

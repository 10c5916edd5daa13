import Failpoints
import FileFlow
import Jobs
import Ledger
import WorkerProtocol

/// Rewrites a day into its next generation: compaction, or a purge of addresses.
struct RewriteRun: Sendable {
    let context: RunContext
    let targetFileSize: Int64
    let memoryLimit: Int64
    let purges: Bool

    func execute() async throws {
        let site = context.site
        let parts = context.run.subject.split(separator: "/").map(String.init)
        guard parts.count == 2, UTCDay(parts[1]) != nil else {
            throw RunFailure("subject \(context.run.subject) is not a table and a day", isPermanent: true)
        }
        let (table, day) = (parts[0], parts[1])
        let (partition, inputs) = try await site.ledger.read { view in
            (try view.partition(table: table, day: day), try view.liveSet(table: table, day: day))
        }
        if inputs.isEmpty {
            let end = context.end(.superseded, "superseded", message: "nothing is live in \(context.run.subject)")
            return try await site.ledger.write { tx in try tx.finish(end) }
        }
        let work = try await site.flow.createWork(run: context.run.id, attempt: context.attempt)
        let generation = partition.generation + 1
        let outcome = try await rewrite(inputs, table: table, day: day, generation: generation, work: work)
        try site.failpoints.hit(purges ? .purgeAfterWorker : .compactAfterWorker)
        try checkRows(inputs: inputs, outcome: outcome, expected: try await expectedRows(inputs))
        var pairs: [(String, String)] = []
        var files: [PublishedFile] = []
        for (number, file) in outcome.files.enumerated() {
            let source = try await OutputFileCheck(site: site).verify(file, in: work + "/out")
            let target =
                "warehouse/\(table)/day=\(day)/gen=\(generation)/\(context.run.id).\(context.attempt)-\(number).parquet"
            pairs.append((source, target))
            files.append(PublishedFile(file, path: target))
        }
        try await site.flow.publishAll(pairs)
        try site.failpoints.hit(purges ? .purgeAfterPublish : .compactAfterPublish)
        let rows = files.reduce(0) { $0 + $1.rows }
        let rewrite = RewriteCommit(
            end: context.completed(
                #"{"files_in":\#(inputs.count),"files_out":\#(files.count),"rows":\#(rows),"generation":\#(generation)}"#
            ),
            table: table, day: day, revision: partition.revision, generation: generation, inputs: inputs.map(\.id),
            files: files,
            purged: purges)
        do { try await site.ledger.write { tx in try tx.commitRewrite(rewrite) } } catch {
            // A commit of which nobody knows whether it is on the disk leaves its files to the next start.
            if case LedgerError.commitFailed? = error as? LedgerError { throw error }
            for file in files { try? await site.flow.remove(file.path) }
            throw error
        }
        try site.failpoints.hit(purges ? .purgeAfterCommit : .compactAfterCommit)
        try await site.flow.removeWork(run: context.run.id, attempt: context.attempt)
    }

    private func rewrite(_ inputs: [Snapshot.File], table: String, day: String, generation: Int64, work: String)
        async throws
        -> DecodeOutcome
    {
        let site = context.site
        var arguments = ["compact", "--table", table, "--day", day, "--out", site.root.absolute(work + "/out")]
        arguments += ["--temp", site.root.absolute(work + "/temp"), "--target-file-size", String(targetFileSize)]
        arguments += ["--memory-limit", String(memoryLimit), "--lifetime-fd", "0", "--run", String(context.run.id)]
        arguments += ["--generation", String(generation)]
        if purges { arguments.append("--without-addresses") }
        let list = inputs.map { file in
            file.masked.map(String.init).joined(separator: ",") + "\t" + site.root.absolute(file.path)
        }.joined(separator: "\n")
        try await site.flow.write(list + "\n", to: work + "/inputs")
        arguments += ["--inputs", site.root.absolute(work + "/inputs")]
        let (end, report) = try await context.worker(arguments)
        let outcome = await report.outcome
        if let failure = RunFailure.of(end, reason: outcome?.reason, logPath: context.logPath) { throw failure }
        guard let outcome else {
            throw RunFailure(
                "the worker ended without saying what it did (see \(context.logPath))", mayBeDisk: true)
        }
        return outcome
    }

    /// Rows by capture that the inputs hold for readers.
    private func expectedRows(_ inputs: [Snapshot.File]) async throws -> [Int64: Int64] {
        let ids = inputs.map(\.id)
        let masked = Dictionary(inputs.map { ($0.id, Set($0.masked)) }, uniquingKeysWith: { first, _ in first })
        return try await context.site.ledger.read { view in
            var rows: [Int64: Int64] = [:]
            for id in ids {
                for (capture, count) in try view.captureRows(file: id) where masked[id]?.contains(capture) != true {
                    rows[capture, default: 0] += count
                }
            }
            return rows
        }
    }

    private func checkRows(inputs: [Snapshot.File], outcome: DecodeOutcome, expected: [Int64: Int64]) throws {
        var found: [Int64: Int64] = [:]
        for file in outcome.files {
            for (capture, rows) in file.rows_by_capture ?? [:] {
                if let id = Int64(capture) { found[id, default: 0] += rows }
            }
        }
        if found != expected {
            let differing = Set(found.keys).union(expected.keys).filter { found[$0] != expected[$0] }.sorted().prefix(5)
            let text = differing.map { "capture \($0): \(expected[$0] ?? 0) rows in, \(found[$0] ?? 0) out" }.joined(
                separator: "; ")
            throw RunFailure(
                "the rewrite of \(context.run.subject) would change the rows (\(text)); nothing was published",
                isPermanent: true)
        }
    }
}

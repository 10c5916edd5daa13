import Failpoints
import FileFlow
import Jobs
import Ledger
import Model
import Scheduling
import WorkerProtocol

/// Rewrites live files of a day: all of them into its next generation (compaction, a purge of addresses), or many small
/// ones of staging into a larger one (merge).
struct RewriteRun: Sendable {
    enum Purpose: Sendable {
        case compact
        case merge(CompactParameters)
        case purge
    }

    /// What is read, and what it becomes.
    private struct Plan: Sendable {
        var table: String
        var day: String
        var inputs: [Snapshot.File]
        /// Of the day; of a merge: of its files.
        var generation: Int64
        var directory: String
        var fence: RewriteCommit.Fence
    }

    let context: RunContext
    let targetFileSize: Int64
    let memoryLimit: Int64
    let purpose: Purpose

    /// One rewrite of a day goes on at a time, whatever it is for.
    static func key(ofDay subject: RunSubject) -> String { "partition:\(subject)" }

    func execute() async throws {
        let dependencies = context.dependencies
        let plan = try await plan()
        let inputs = plan.inputs
        if inputs.isEmpty {
            let what = isMerge ? "no small files are left to merge" : "nothing is live"
            let end = context.end(.superseded, .superseded, message: "\(what) in \(context.run.subject)")
            return try await dependencies.ledger.write { tx in try tx.finish(end) }
        }
        let work = try await dependencies.flow.createWork(run: context.run.id, attempt: context.attempt)
        let outcome = try await rewrite(plan, work: work)
        try hit(.compactAfterWorker, .mergeAfterWorker, .purgeAfterWorker)
        try checkRows(inputs: inputs, outcome: outcome, expected: try await expectedRows(inputs))
        var pairs: [(String, String)] = []
        var files: [PublishedFile] = []
        for (number, file) in outcome.files.enumerated() {
            let source = try await OutputFileCheck(dependencies: dependencies).verify(file, in: work + "/out")
            let target = "\(plan.directory)/\(context.run.id).\(context.attempt)-\(number).parquet"
            pairs.append((source, target))
            files.append(PublishedFile(file, path: target))
        }
        try await dependencies.flow.publishAll(pairs)
        try hit(.compactAfterPublish, .mergeAfterPublish, .purgeAfterPublish)
        let rows = files.reduce(0) { $0 + $1.rows }
        let rewrite = RewriteCommit(
            end: context.completed(
                #"{"files_in":\#(inputs.count),"files_out":\#(files.count),"rows":\#(rows),"generation":\#(plan.generation)}"#
            ),
            table: plan.table, day: plan.day, fence: plan.fence, generation: plan.generation, inputs: inputs.map(\.id),
            files: files, purged: isPurge, isMerge: isMerge)
        do { try await dependencies.ledger.write { tx in try tx.commitRewrite(rewrite) } } catch {
            // A commit of which nobody knows whether it is on the disk leaves its files to the next start.
            if case LedgerError.commitFailed? = error as? LedgerError { throw error }
            for file in files { try? await dependencies.flow.remove(file.path) }
            throw error
        }
        try hit(.compactAfterCommit, .mergeAfterCommit, .purgeAfterCommit)
        try await dependencies.flow.removeWork(run: context.run.id, attempt: context.attempt)
    }

    /// One of three: that of what this is.
    private func hit(_ compact: Failpoint, _ merge: Failpoint, _ purge: Failpoint) throws {
        try context.dependencies.failpoints.hit(isMerge ? merge : isPurge ? purge : compact)
    }

    private var isPurge: Bool { if case .purge = purpose { true } else { false } }
    private var isMerge: Bool { if case .merge = purpose { true } else { false } }

    private func plan() async throws -> Plan {
        guard case .partition(let table, let date) = context.run.subject else {
            throw RunFailure("subject \(context.run.subject) is not a table and a day", isPermanent: true)
        }
        let (day, purpose) = (date.description, purpose)
        return try await context.dependencies.ledger.read { view in
            if case .merge(let parameters) = purpose {
                let (level, files) = try MergePlanner.inputs(parameters, table: table, day: day, view: view)
                return Plan(
                    table: table, day: day, inputs: files, generation: level + 1,
                    directory: "staging/\(table)/day=\(day)", fence: Self.fence(files))
            }
            let files = try view.liveSet(table: table, day: day)
            let partition = try view.partition(table: table, day: day)
            let generation = partition.generation + 1
            // A day counts as purged as a whole: rows that came meanwhile still have their addresses.
            let fence: RewriteCommit.Fence =
                if case .purge = purpose { .revision(partition.revision) } else { Self.fence(files) }
            return Plan(
                table: table, day: day, inputs: files, generation: generation,
                directory: "warehouse/\(table)/day=\(day)/gen=\(generation)", fence: fence)
        }
    }

    private static func fence(_ files: [Snapshot.File]) -> RewriteCommit.Fence {
        .inputs(masked: Dictionary(files.map { ($0.id, $0.masked) }, uniquingKeysWith: { first, _ in first }))
    }

    private func rewrite(_ plan: Plan, work: String) async throws -> DecodeOutcome {
        let dependencies = context.dependencies
        var request = CompactRequest(
            table: plan.table, day: plan.day, out: dependencies.root.absolute(work + "/out"),
            temp: dependencies.root.absolute(work + "/temp"), inputs: dependencies.root.absolute(work + "/inputs"))
        let inputs = plan.inputs.map {
            CompactRequest.Input(path: dependencies.root.absolute($0.path), masked: $0.masked)
        }
        try await dependencies.flow.write(CompactRequest.list(of: inputs), to: work + "/inputs")
        request.target_file_bytes = targetFileSize
        request.memory_limit_bytes = memoryLimit
        request.without_addresses = isPurge
        request.unsorted = isMerge
        if !isMerge { request.generation = plan.generation }
        request.origin = try await context.origin()
        let (end, report) = try await context.worker(.compact(request))
        let outcome = await report.outcome
        if case .exited(WorkerExit.memoryExhausted.rawValue) = end { throw lacksMemory(plan, outcome?.reason) }
        if let failure = RunFailure.of(end, reason: outcome?.reason, logPath: context.logPath) { throw failure }
        guard let outcome else {
            throw RunFailure(
                "the worker ended without a final report (see \(context.logPath))", mayBeDisk: true)
        }
        return outcome
    }

    private func lacksMemory(_ plan: Plan, _ reason: String?) -> RunFailure {
        let job = context.job
        let file = job.file.isEmpty ? "the job's file" : job.file
        let said = reason.map { " (\($0))" } ?? ""
        return RunFailure(
            "compacting \(plan.table)/\(plan.day) needs more than memory_limit = \(ByteCountText.format(memoryLimit)) of "
                + "the job \(job.name); raise memory_limit in \(file) (limits.memory_per_worker must be larger)\(said)",
            exitCode: WorkerExit.memoryExhausted.rawValue)
    }

    /// Rows by capture that the inputs hold for readers.
    private func expectedRows(_ inputs: [Snapshot.File]) async throws -> [Int64: Int64] {
        let ids = inputs.map(\.id)
        let masked = Dictionary(inputs.map { ($0.id, Set($0.masked)) }, uniquingKeysWith: { first, _ in first })
        return try await context.dependencies.ledger.read { view in
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

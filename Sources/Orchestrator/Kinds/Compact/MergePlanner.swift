import Jobs
import Ledger
import Model

/// Merges that are due before a day is closed: a night is not to meet thousands of files, nor a query.
///
/// They are runs of the job of kind `compact`, with a cause of their own, and go behind everything else.
struct MergePlanner: Sendable {
    let dependencies: Dependencies
    let job: JobDefinition

    /// Files of one merge at most: its inputs are checked and replaced in one transaction.
    static let mostFiles = 1000
    /// Below the priority of the job: a merge can wait, captures can't.
    private static let lowerPriority = 20

    static func isMerge(_ run: RunRecord) -> Bool { if case .merge = run.cause { true } else { false } }

    func plan() async throws -> [NewRun] {
        let parameters = job.parameters(CompactParameters.self)
        if parameters.mergeFiles == 0 { return [] }
        let now = dependencies.now()
        return try await dependencies.ledger.read { view in
            var plans: [NewRun] = []
            var taken: Set<RunSubject> = []
            for partition in try view.mergeablePartitions(
                atLeast: parameters.mergeFiles, belowBytes: parameters.smallFileSize)
            where parameters.tables.contains(partition.tableName) {
                let subject = partition.subject
                // One after another; what a compaction is about to rewrite needs no merge.
                if try !taken.insert(subject).inserted || view.hasOpenRun(job: job.name, subject: subject) { continue }
                // One that failed for good is tried again when as many files again have come.
                let size = Int64(partition.files / parameters.mergeFiles)
                guard let cause = try freeCause(partition.oldestFile, size, subject, view) else { continue }
                plans.append(
                    NewRun(
                        job: job.name, kind: job.kind.rawValue, subject: subject, cause: cause,
                        priority: Int64(job.priority - Self.lowerPriority), nominalUs: now, dueUs: now,
                        reason: "\(partition.files) small files of an open day are merged"))
            }
            return plans
        }
    }

    /// A cause that no run has; `nil`: there is a run with this one. Those that were superseded do not count.
    private func freeCause(
        _ file: Int64, _ size: Int64, _ subject: RunSubject, _ view: LedgerView
    ) throws -> RunCause? {
        for number in Int64(0)..<10 {
            let cause = RunCause.merge(oldestFile: file, size: size, again: number == 0 ? nil : number)
            guard let run = try view.run(job: job.name, subject: subject, cause: cause) else { return cause }
            if try view.requireRun(run).state != .superseded { return nil }
        }
        return nil
    }

    /// What a merge of this day takes now, and how often it has been merged; empty when nothing is left to do.
    static func inputs(_ parameters: CompactParameters, table: String, day: String, view: LedgerView) throws
        -> (level: Int64, files: [Snapshot.File])
    {
        let partitions = try view.mergeablePartitions(
            atLeast: max(2, parameters.mergeFiles), belowBytes: parameters.smallFileSize)
        guard let partition = partitions.first(where: { $0.tableName == table && $0.day == day }) else {
            return (0, [])
        }
        return (
            partition.generation,
            try view.mergeInputs(of: partition, belowBytes: parameters.smallFileSize, limit: mostFiles)
        )
    }
}

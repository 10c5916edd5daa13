import GRDB

/// Live files of a day are replaced: by its new generation (compaction, purge), or by a larger file of staging (merge).
public struct RewriteCommit: Sendable {
    /// What must not have changed since the inputs were read.
    public enum Fence: Sendable {
        /// The day as a whole.
        case revision(Int64)
        /// The inputs: they are live, and have these masks. Files that were added meanwhile stay live beside the result.
        case inputs(masked: [Int64: [Int64]])
    }

    public var end: RunEnd
    public var table: String
    public var day: String
    public var fence: Fence
    /// Of the day; of a merge how often the rows have been merged.
    public var generation: Int64
    public var inputs: [Int64]
    public var files: [PublishedFile]
    /// Addresses were taken out.
    public var purged: Bool
    /// The files belong to staging, and the day's generation stays.
    public var isMerge: Bool

    public init(
        end: RunEnd, table: String, day: String, fence: Fence, generation: Int64, inputs: [Int64],
        files: [PublishedFile], purged: Bool = false, isMerge: Bool = false
    ) {
        self.end = end
        self.table = table
        self.day = day
        self.fence = fence
        self.generation = generation
        self.inputs = inputs
        self.files = files
        self.purged = purged
        self.isMerge = isMerge
    }
}

extension LedgerTransaction {
    /// Swaps live files of a day for what a rewrite has made of them, if the inputs are still what they were.
    public func commitRewrite(_ rewrite: RewriteCommit) throws {
        let partition = try view.partition(table: rewrite.table, day: rewrite.day)
        guard try holds(rewrite.fence, of: rewrite, revision: partition.revision) else {
            throw LedgerError.conflict("\(rewrite.table)/\(rewrite.day) has changed since the rewrite began")
        }
        try finish(rewrite.end)
        for input in rewrite.inputs { try retire(file: input) }
        let area = rewrite.isMerge ? "staging" : "warehouse"
        for file in rewrite.files {
            _ = try publish(file, area: area, generation: rewrite.generation, run: rewrite.end.run)
        }
        if rewrite.isMerge {
            // The rows are the same: a day that was quiet stays so, and its compaction is not put off.
            return try db.executeCached(
                sql: "UPDATE partitions SET changed_us = ? WHERE table_name = ? AND day = ?",
                arguments: [partition.changedUs, rewrite.table, rewrite.day])
        }
        try db.executeCached(
            sql:
                "UPDATE partitions SET generation = ?, purged_us = coalesce(?, purged_us) WHERE table_name = ? AND day = ?",
            arguments: [rewrite.generation, rewrite.purged ? now : nil, rewrite.table, rewrite.day])
        try append(
            kind: "partition", run: rewrite.end.run, subject: "\(rewrite.table)/\(rewrite.day)",
            from: "gen \(partition.generation)", to: "gen \(rewrite.generation)")
    }

    private func holds(_ fence: RewriteCommit.Fence, of rewrite: RewriteCommit, revision: Int64) throws -> Bool {
        switch fence {
        case .revision(let expected): return revision == expected
        case .inputs(let masked):
            return try rewrite.inputs.allSatisfy { id in
                try view.requireDataFile(id).live && view.masks(file: id) == (masked[id] ?? []).sorted()
            }
        }
    }
}

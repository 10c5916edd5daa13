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

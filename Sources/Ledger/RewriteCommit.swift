/// A day's live set is replaced by a new generation (compaction, purge).
public struct RewriteCommit: Sendable {
    public var end: RunEnd
    public var table: String
    public var day: String
    /// The partition's revision when the inputs were read: the fence.
    public var revision: Int64
    public var generation: Int64
    public var inputs: [Int64]
    public var files: [PublishedFile]
    /// Addresses were taken out.
    public var purged: Bool

    public init(
        end: RunEnd, table: String, day: String, revision: Int64, generation: Int64, inputs: [Int64],
        files: [PublishedFile],
        purged: Bool = false
    ) {
        self.end = end
        self.table = table
        self.day = day
        self.revision = revision
        self.generation = generation
        self.inputs = inputs
        self.files = files
        self.purged = purged
    }
}

/// One file of a compaction.
public struct CompactedFile: Sendable, Equatable {
    /// `path` is relative to the output directory.
    public var file: ParquetFile
    public var rowsByCapture: [Int64: Int64]
}

/// A file as a source lists it.
public struct SourceSighting: Sendable, Equatable {
    /// The path at the source, and the file's own name; names as `FileName` writes them.
    public var path: String
    public var name: String
    public var sizeBytes: Int64
    public var modifiedUs: Int64

    public init(path: String, name: String, sizeBytes: Int64, modifiedUs: Int64) {
        self.path = path
        self.name = name
        self.sizeBytes = sizeBytes
        self.modifiedUs = modifiedUs
    }
}

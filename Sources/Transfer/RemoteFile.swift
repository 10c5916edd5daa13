public import FileNames

/// A plain file at a source, as a listing saw it. Two listings of an unchanged file give equal values.
public struct RemoteFile: Sendable, Hashable, Codable {
    /// The name inside its directory.
    public var name: FileName
    public var sizeBytes: Int64
    /// Modification time by the source's clock, whole seconds since 1970 (SFTP version 3 has no finer one).
    public var modifiedSeconds: Int64

    public init(name: FileName, sizeBytes: Int64, modifiedSeconds: Int64) {
        self.name = name
        self.sizeBytes = sizeBytes
        self.modifiedSeconds = modifiedSeconds
    }
}

/// What a fetch has put under the local path.
public struct FetchedFile: Sendable, Hashable {
    public var sizeBytes: Int64
    /// The source's modification time, which the local file carries too; seconds since 1970.
    public var modifiedSeconds: Int64
    /// The size over the whole time that the fetch took, including the final `fsync`.
    public var bytesPerSecond: Double

    public init(sizeBytes: Int64, modifiedSeconds: Int64, bytesPerSecond: Double) {
        self.sizeBytes = sizeBytes
        self.modifiedSeconds = modifiedSeconds
        self.bytesPerSecond = bytesPerSecond
    }
}

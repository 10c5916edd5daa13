/// Size and time of a file: what may be compared cheaply.
public struct FileStamp: Sendable, Equatable {
    public var sizeBytes: Int64
    public var modifiedUs: Int64

    public init(sizeBytes: Int64, modifiedUs: Int64) {
        self.sizeBytes = sizeBytes
        self.modifiedUs = modifiedUs
    }
}

/// One capture file that was written.
public struct CaptureTruth: Codable, Sendable, Equatable {
    /// The name within the directory.
    public var name: String
    /// Records in the file.
    public var packets = 0
    /// Bytes of the capture: file header, record headers and packets; for a compressed file those before compression.
    public var bytes = 0

    public init(name: String) { self.name = name }
}

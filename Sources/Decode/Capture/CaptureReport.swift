public import Tables

/// What one capture held.
public struct CaptureReport: Sendable, Equatable {
    public var id: Int64
    public var packets: Int64 = 0
    /// Time of the first and of the last packet in the file, microseconds since the epoch.
    public var firstMicroseconds: Int64?
    public var lastMicroseconds: Int64?
    /// SHA-256 of the decompressed bytes, lower-case hex.
    public var contentSHA256 = ""
    /// Rows that were written while it was decoded.
    public var rows: [Table: Int64] = [:]
    /// What became of its packets, by name: their number is that of the packets.
    public var fates: [String: Int64] = [:]
    /// The file ends in the middle of a record; what came before is kept.
    public var endedEarly: String?

    public init(id: Int64) { self.id = id }
}

/// A capture file to decode.
public struct CaptureInput: Sendable, Equatable {
    public var id: Int64
    /// `-` is standard input.
    public var path: String

    public init(id: Int64, path: String) {
        self.id = id
        self.path = path
    }
}

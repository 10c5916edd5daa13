/// Everything that becomes true when a capture's rows become live.
public struct DecodeCommit: Sendable {
    public struct State: Sendable, Equatable {
        /// Relative to the data root.
        public var path: String
        public var bytes: Int64
        public var sha256: String

        public init(path: String, bytes: Int64, sha256: String) {
            self.path = path
            self.bytes = bytes
            self.sha256 = sha256
        }
    }

    public var end: RunEnd
    public var capture: Int64
    public var contentSha256: String
    public var packets: Int64
    /// What became of the packets, by name; nil: not told.
    public var packetFates: [String: Int64]?
    public var firstPacketUs: Int64?
    public var lastPacketUs: Int64?
    public var files: [PublishedFile]
    public var state: State?
    /// The states that this decode took in.
    public var consumed: [Int64]

    public init(
        end: RunEnd, capture: Int64, contentSha256: String, packets: Int64, packetFates: [String: Int64]? = nil,
        firstPacketUs: Int64?, lastPacketUs: Int64?, files: [PublishedFile], state: State?, consumed: [Int64]
    ) {
        self.end = end
        self.capture = capture
        self.contentSha256 = contentSha256
        self.packets = packets
        self.packetFates = packetFates
        self.firstPacketUs = firstPacketUs
        self.lastPacketUs = lastPacketUs
        self.files = files
        self.state = state
        self.consumed = consumed
    }
}

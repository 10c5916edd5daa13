/// The last event of `entrada-worker decode` and of `compact`, and what `decode --orders` says of each capture.
public struct DecodeOutcome: Codable, Sendable, Equatable {
    public struct CaptureOutcome: Codable, Sendable, Equatable {
        public var id: Int64
        public var packets: Int64
        /// What became of its packets, by name, the rejected ones by their reason: together they are `packets`.
        public var fates: [String: Int64]?
        /// Rows by table that carry this capture's id.
        public var rows: [String: Int64]
        /// SHA-256 of the decompressed bytes, lower-case hex.
        public var content_sha256: String
        /// Time of the first and the last packet, microseconds since the epoch.
        public var first_us: Int64?
        public var last_us: Int64?

        public init(
            id: Int64, packets: Int64, fates: [String: Int64]? = nil, rows: [String: Int64], content_sha256: String,
            first_us: Int64? = nil, last_us: Int64? = nil
        ) {
            self.id = id
            self.packets = packets
            self.fates = fates
            self.rows = rows
            self.content_sha256 = content_sha256
            self.first_us = first_us
            self.last_us = last_us
        }
    }

    public struct OutputFile: Codable, Sendable, Equatable {
        public var table: String
        /// `YYYY-MM-DD`.
        public var day: String
        /// Relative to the output directory.
        public var path: String
        public var rows: Int64
        public var bytes: Int64
        public var sha256: String
        /// Rows by capture id (as text); what lineage and masks are made from.
        public var rows_by_capture: [String: Int64]?

        public init(
            table: String, day: String, path: String, rows: Int64, bytes: Int64, sha256: String,
            rows_by_capture: [String: Int64]? = nil
        ) {
            self.table = table
            self.day = day
            self.path = path
            self.rows = rows
            self.bytes = bytes
            self.sha256 = sha256
            self.rows_by_capture = rows_by_capture
        }
    }

    public var event = "finished"
    public var version = workerProtocolVersion
    public var packets: Int64 = 0
    public var messages: Int64 = 0
    public var queries: Int64 = 0
    public var responses: Int64 = 0
    /// Rows by table: `dns`, `icmp`, `flows`.
    public var rows: [String: Int64] = [:]
    public var captures: [CaptureOutcome] = []
    public var files: [OutputFile] = []
    public var warnings: [String] = []
    /// How often each thing was wrong with the input.
    public var errors: [String: Int64] = [:]
    /// SHA-256 of the state file, if one was asked for.
    public var state_sha256: String?
    /// Why the input is not usable, or what failed (exit code other than 0).
    public var reason: String?

    public init() {}
}

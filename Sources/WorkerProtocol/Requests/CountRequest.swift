/// Count the rows of Parquet files. Each gets an event `counted`, also if it cannot be read.
public struct CountRequest: Codable, Sendable, Equatable {
    /// How much is wanted of a file.
    public enum Depth: String, Codable, Sendable, CaseIterable {
        /// The number of rows, from the file's end.
        case all
        /// Rows by capture, too.
        case captures
        /// And where it comes from.
        case origins
    }

    public struct Input: Codable, Sendable, Equatable {
        public var path: String
        public var depth: Depth

        public init(path: String, depth: Depth) {
            self.path = path
            self.depth = depth
        }
    }

    public var inputs: [Input]
    /// What the engine may take, bytes.
    public var memory_limit_bytes: Int64 = 256 << 20

    public init(inputs: [Input]) { self.inputs = inputs }
}

/// Rewrite files of a table and day into few large ones.
public struct CompactRequest: Codable, Sendable, Equatable {
    public struct Input: Sendable, Equatable {
        public var path: String
        /// Captures whose rows are left out.
        public var masked: [Int64]

        public init(path: String, masked: [Int64] = []) {
            self.path = path
            self.masked = masked
        }
    }

    /// `dns`, `icmp` or `flows`.
    public var table: String
    /// `YYYY-MM-DD`.
    public var day: String
    /// Output directory.
    public var out: String
    /// Directory for temporary files.
    public var temp: String
    /// A file that lists them (`list(of:)`): a day may have more files than a request has room for.
    public var inputs: String
    /// A new file is begun after so many bytes.
    public var target_file_bytes: Int64 = 512 << 20
    /// What the whole program may take, bytes.
    public var memory_limit_bytes: Int64 = 1 << 30
    /// Of the engine; more need more memory.
    public var threads = 1
    /// Omit the addresses of clients.
    public var without_addresses = false
    /// Keep the rows in the order of the inputs.
    public var unsorted = false
    /// Of the day, for the metadata of the files.
    public var generation: Int64?
    public var origin = FileOrigin()

    public init(table: String, day: String, out: String, temp: String, inputs: String) {
        self.table = table
        self.day = day
        self.out = out
        self.temp = temp
        self.inputs = inputs
    }

    /// - Throws: `InvalidRequest`, for a number out of its range.
    public func validate() throws(InvalidRequest) {
        if threads < 1 { throw InvalidRequest("threads", " is at least 1") }
        if target_file_bytes < 1 { throw InvalidRequest("target_file_bytes", " is greater than 0") }
        if memory_limit_bytes < 64 << 20 {
            throw InvalidRequest("memory_limit_bytes", " is at least 67108864 (64 MiB)")
        }
    }
}

/// The list of inputs: a line for each, with the ids of masked captures and commas between them, a tab, the path.
extension CompactRequest {
    public static func list(of inputs: [Input]) -> String {
        inputs.map { $0.masked.map(String.init).joined(separator: ",") + "\t" + $0.path + "\n" }.joined()
    }

    /// Reads a list.
    ///
    /// - Throws: `InvalidRequest` that names the line. A list is read as a whole or not at all: a mask that is not
    ///   understood must not let masked rows come back.
    public static func inputs(in list: String) throws(InvalidRequest) -> [Input] {
        var inputs: [Input] = []
        for (index, line) in list.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !line.isEmpty {
            let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[1].isEmpty else {
                throw InvalidRequest("inputs", ": line \(index + 1) is not MASKS, a tab, PATH: \(line)")
            }
            var masked: [Int64] = []
            for text in parts[0].split(separator: ",", omittingEmptySubsequences: !parts[0].contains(",")) {
                guard let id = Int64(text) else {
                    throw InvalidRequest("inputs", ": line \(index + 1): \"\(text)\" is not the id of a capture")
                }
                masked.append(id)
            }
            inputs.append(Input(path: String(parts[1]), masked: masked))
        }
        return inputs
    }
}

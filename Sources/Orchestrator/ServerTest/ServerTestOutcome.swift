public import Transfer

/// What a test of a name server has found.
public struct ServerTestOutcome: Sendable, Hashable {
    /// Files that are not fetched for one reason.
    public struct Rest: Sendable, Hashable {
        public var reason: String
        public var count: Int
        /// The name of one of them.
        public var example: String
    }

    /// Where the captures are: `user@host:port`, or `this host`.
    public var place: String
    public var directory: String
    /// The glob that names must match.
    public var pattern: String
    /// `nil` for a directory of this host, and where no connection came about.
    public var facts: ConnectionFacts?
    /// Files whose names match, by name.
    public var files: [RemoteFile] = []
    /// Those of them that the next fetch would take, the oldest first.
    public var wanted: [RemoteFile] = []
    /// The other files of the directory, the most frequent reason first.
    public var rest: [Rest] = []
    /// Why the test did not get to its end; `nil`: it did.
    public var error: String?
    /// Where it ended; `nil`: at the end, or it took too long.
    public var failedAt: TransferStep?
    public var seconds: Double = 0

    init(place: String, directory: String, pattern: String) {
        self.place = place
        self.directory = directory
        self.pattern = pattern
    }
}

/// `entradactl servers test`: what a name server answers, and what would be fetched from it.
public struct ServerTestReport: Codable, Sendable, Equatable {
    /// A file at the source.
    public struct File: Codable, Sendable, Equatable {
        public var name: String
        public var sizeBytes: Int64
        /// As its source says.
        public var modifiedUs: Int64

        public init(name: String, sizeBytes: Int64, modifiedUs: Int64) {
            self.name = name
            self.sizeBytes = sizeBytes
            self.modifiedUs = modifiedUs
        }
    }

    /// What was agreed upon with an SSH server.
    public struct Connection: Codable, Sendable, Equatable {
        public var software: String
        /// Of the host key: `SHA256:…`.
        public var fingerprint: String
        public var hostKeyAlgorithm: String
        public var keyExchange: String
        public var cipher: String
        public var mac: String
        public var authentication: String

        public init(
            software: String, fingerprint: String, hostKeyAlgorithm: String, keyExchange: String, cipher: String,
            mac: String, authentication: String
        ) {
            self.software = software
            self.fingerprint = fingerprint
            self.hostKeyAlgorithm = hostKeyAlgorithm
            self.keyExchange = keyExchange
            self.cipher = cipher
            self.mac = mac
            self.authentication = authentication
        }
    }

    /// Files that would not be fetched for one reason.
    public struct Rest: Codable, Sendable, Equatable {
        public var reason: String
        public var count: Int64
        /// The name of one of them.
        public var example: String

        public init(reason: String, count: Int64, example: String) {
            self.reason = reason
            self.count = count
            self.example = example
        }
    }

    public var schema = 1
    public var server: String
    public var enabled: Bool
    /// `user@host:port`, or `this host`.
    public var place: String
    public var directory: String
    public var pattern: String
    /// Whether the test got to its end.
    public var passed: Bool
    /// `connect`, `handshake`, `host_key`, `login`, `sftp`, `list` or `file`; `nil`: it passed, or the time was over.
    public var failedAt: String?
    /// What happened, and what to do.
    public var error: String?
    public var seconds: Double
    public var connection: Connection?
    /// Files whose names match the pattern.
    public var files: Int64 = 0
    public var bytes: Int64 = 0
    public var newest: File?
    public var oldest: File?
    /// The next fetch would take these; the oldest ones, at most `mostFiles`.
    public var fetch: [File] = []
    public var fetchFiles: Int64 = 0
    public var fetchBytes: Int64 = 0
    public var rest: [Rest] = []

    /// How many files are named one by one.
    public static let mostFiles = 20

    public init(
        server: String, enabled: Bool, place: String, directory: String, pattern: String, failedAt: String? = nil,
        error: String? = nil, seconds: Double = 0, connection: Connection? = nil
    ) {
        self.server = server
        self.enabled = enabled
        self.place = place
        self.directory = directory
        self.pattern = pattern
        passed = error == nil
        self.failedAt = failedAt
        self.error = error
        self.seconds = seconds
        self.connection = connection
    }

    /// Takes in the files that were listed, and those of them that would be fetched, the oldest first.
    public mutating func take(files listed: [File], wanted: [File], rest: [Rest]) {
        (files, bytes) = (Int64(listed.count), listed.reduce(0) { $0 + $1.sizeBytes })
        newest = listed.max { ($0.modifiedUs, $0.name) < ($1.modifiedUs, $1.name) }
        oldest = listed.min { ($0.modifiedUs, $0.name) < ($1.modifiedUs, $1.name) }
        fetch = Array(wanted.prefix(Self.mostFiles))
        (fetchFiles, fetchBytes) = (Int64(wanted.count), wanted.reduce(0) { $0 + $1.sizeBytes })
        self.rest = rest
    }
}

/// Test the connection to a name server; fetches nothing.
public struct ServerTestRequest: Codable, Sendable, Equatable {
    public static let secondsAllowed: ClosedRange<Int64> = 1...300

    public var server: String
    /// When an answer is due.
    public var seconds: Int64

    public init(server: String, seconds: Int64 = 30) {
        self.server = server
        self.seconds = seconds
    }
}

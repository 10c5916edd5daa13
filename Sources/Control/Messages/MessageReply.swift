/// An answer that is only for people.
public struct MessageReply: Codable, Sendable, Equatable {
    public var message: String

    public init(message: String) { self.message = message }
}

/// Copy the ledger to a new file.
public struct BackupRequest: Codable, Sendable, Equatable {
    /// Absolute; must not exist. The daemon writes it, with the daemon's rights.
    public var path: String

    public init(path: String) { self.path = path }
}

/// What the daemon runs: values as text, by their keys.
public struct ConfigurationReply: Codable, Sendable, Equatable {
    public var schema = 1
    public var settings: [String: String]
    public var servers: [String: [String: String]]
    public var jobs: [String: [String: String]]

    public init(settings: [String: String], servers: [String: [String: String]], jobs: [String: [String: String]]) {
        self.settings = settings
        self.servers = servers
        self.jobs = jobs
    }
}

/// The body of an answer that is not a success.
public struct ErrorReply: Codable, Sendable, Equatable {
    public var error: String
    public var code: ControlError.Code

    public init(error: String, code: ControlError.Code) {
        self.error = error
        self.code = code
    }
}

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

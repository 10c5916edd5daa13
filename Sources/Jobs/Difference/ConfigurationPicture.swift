/// What a configuration and its jobs say, as text by keys: what can be sent, shown and compared. It holds no secret, since
/// the files hold none.
public struct ConfigurationPicture: Codable, Hashable, Sendable {
    /// Everything of `entrada.toml` but the servers.
    public var settings: [String: String]
    public var servers: [String: [String: String]]
    public var jobs: [String: [String: String]]

    public init(settings: [String: String], servers: [String: [String: String]], jobs: [String: [String: String]]) {
        self.settings = settings
        self.servers = servers
        self.jobs = jobs
    }

    public init(_ configuration: Configuration, _ jobs: JobSet) {
        settings = FlatKeys(configuration, leavingOut: ["servers", "file", "alertLines"]).values
        servers = Dictionary(
            configuration.servers.map { ($0.name, FlatKeys($0, leavingOut: ["name"]).values) }
        ) { first, _ in first }
        self.jobs = Dictionary(
            jobs.jobs.map { job in
                var values = FlatKeys(job, leavingOut: ["name", "file", "kind"]).values
                values["kind"] = job.kind.rawValue
                values["parameters"] = job.kind.rawValue
                return (job.name, values)
            }
        ) { first, _ in first }
    }
}

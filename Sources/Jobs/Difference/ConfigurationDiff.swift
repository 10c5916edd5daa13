/// What is different between two configurations.
public struct ConfigurationDiff: Codable, Hashable, Sendable {
    /// A key whose value is another one; `nil`: the key is not there.
    public struct Change: Codable, Hashable, Sendable {
        public var key: String
        public var old: String?
        public var new: String?
    }

    /// Jobs, or servers.
    public struct Part: Codable, Hashable, Sendable {
        public var added: [String] = []
        public var removed: [String] = []
        public var changed: [String: [Change]] = [:]

        public var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }
    }

    public var settings: [Change]
    public var servers: Part
    public var jobs: Part

    public init(from old: ConfigurationPicture, to new: ConfigurationPicture) {
        settings = Self.changes(old.settings, new.settings)
        servers = Self.part(old.servers, new.servers)
        jobs = Self.part(old.jobs, new.jobs)
    }

    public var isEmpty: Bool { settings.isEmpty && servers.isEmpty && jobs.isEmpty }

    /// One line for each difference, as a person reads it.
    public var lines: [String] {
        settings.map { "entrada.toml: \(Self.text($0))" } + Self.lines("server", servers) + Self.lines("job", jobs)
    }

    /// All in one line: what has come, what has gone, which keys of what are different. At most so many characters.
    public func summary(atMost limit: Int = 2000) -> String {
        if isEmpty { return "nothing has changed" }
        var parts: [String] = []
        if !settings.isEmpty { parts.append("changed " + settings.map(\.key).joined(separator: ", ")) }
        for (what, part) in [("server", servers), ("job", jobs)] {
            parts += part.added.map { "added \(what) \($0)" } + part.removed.map { "removed \(what) \($0)" }
            parts += part.changed.sorted { $0.key < $1.key }.map { name, changes in
                "changed \(what) \(name) (\(changes.map(\.key).joined(separator: ", ")))"
            }
        }
        let text = parts.joined(separator: "; ")
        return text.count <= limit ? text : text.prefix(limit) + " …"
    }

    private static func changes(_ old: [String: String], _ new: [String: String]) -> [Change] {
        Set(old.keys).union(new.keys).sorted().compactMap { key in
            old[key] == new[key] ? nil : Change(key: key, old: old[key], new: new[key])
        }
    }

    private static func part(_ old: [String: [String: String]], _ new: [String: [String: String]]) -> Part {
        var part = Part()
        for name in Set(old.keys).union(new.keys).sorted() {
            switch (old[name], new[name]) {
            case (nil, _): part.added.append(name)
            case (_, nil): part.removed.append(name)
            case (let before?, let after?):
                let changes = changes(before, after)
                if !changes.isEmpty { part.changed[name] = changes }
            }
        }
        return part
    }

    private static func lines(_ what: String, _ part: Part) -> [String] {
        part.added.map { "+ \(what) \($0)" } + part.removed.map { "- \(what) \($0)" }
            + part.changed.sorted { $0.key < $1.key }.flatMap { name, changes in
                changes.map { "~ \(what) \(name): \(text($0))" }
            }
    }

    private static func text(_ change: Change) -> String {
        "\(change.key): \(change.old ?? "(not set)") → \(change.new ?? "(not set)")"
    }
}

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

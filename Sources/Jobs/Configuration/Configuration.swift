import Foundation
public import Scheduling

/// What `entrada.toml` says, with what options and environment have overridden.
public struct Configuration: Hashable, Sendable {
    /// The file that it was read from.
    public var file: String
    /// The directory of the job files.
    public var jobsDirectory: String
    /// Everything that is written lies below it, on one filesystem.
    public var dataRoot: String
    /// In the order of their names.
    public var servers: [ServerDefinition]
    public var retention: RetentionPolicy
    public var privacy: PrivacyPolicy
    public var limits: LimitPolicy
    public var control: ControlSocket
    public var pages: PagesListener
    public var reference: ReferenceFiles
    /// Days that jobs refer to in `not_on` as `calendar:NAME`.
    public var calendars: [String: [ExcludedDay]]
    /// How many runs of the jobs that name a pool go on at the same time at most.
    public var pools: [String: Int]
    public var alerts: [AlertDefinition] = []
    /// The lines of the keys of alerts that name jobs, by the alert's name: the jobs are read later.
    public internal(set) var alertLines: [String: [String: Int]] = [:]
    public var tokens: [TokenDefinition] = []

    public init(
        file: String = "", jobsDirectory: String = "/etc/entrada/jobs.d", dataRoot: String = "/var/lib/entrada",
        servers: [ServerDefinition] = [], retention: RetentionPolicy = RetentionPolicy(), privacy: PrivacyPolicy,
        limits: LimitPolicy = LimitPolicy(), control: ControlSocket = ControlSocket(),
        pages: PagesListener = PagesListener(), reference: ReferenceFiles = ReferenceFiles(),
        calendars: [String: [ExcludedDay]] = [:], pools: [String: Int] = [:]
    ) {
        self.file = file
        self.jobsDirectory = jobsDirectory
        self.dataRoot = dataRoot
        self.servers = servers
        self.retention = retention
        self.privacy = privacy
        self.limits = limits
        self.control = control
        self.pages = pages
        self.reference = reference
        self.calendars = calendars
        self.pools = pools
    }

    /// The server of that name.
    public func server(_ name: String) -> ServerDefinition? { servers.first { $0.name == name } }

    /// How many days captures of a server are kept in the archive; nil is for ever.
    public func archiveDays(of server: ServerDefinition) -> Int? { server.archiveDays ?? retention.archiveDays }
}

extension Configuration {
    /// Where the file is when neither an option nor the environment says it.
    public static let standardFile = "/etc/entrada/entrada.toml"

    /// Reads and checks the configuration.
    ///
    /// - Parameters:
    ///   - overrides: options before environment: `options.or(ConfigurationOverrides(environment: …))`.
    ///   - credentialsDirectory: `CREDENTIALS_DIRECTORY`; without it credentials are not looked for.
    /// - Throws: all problems of the file.
    public static func load(
        _ overrides: ConfigurationOverrides, credentialsDirectory: String? = nil
    ) throws(ConfigurationErrors) -> Configuration {
        let file = overrides.configurationFile ?? standardFile
        let source: SourceFile
        do {
            source = try SourceFile(reading: file)
        } catch {
            var problem = error
            problem.suggestion = problem.suggestion ?? "set another file with --config or ENTRADA_CONFIG"
            throw ConfigurationErrors([problem])
        }
        return try read(source, overrides, credentialsDirectory: credentialsDirectory) {
            FileManager.default.fileExists(atPath: $0)
        }
    }

    /// Reads a configuration from its text; the name is for messages.
    ///
    /// - Parameter exists: whether a file is there, asked for the files that the configuration names.
    public static func parse(
        file: String, text: String, overrides: ConfigurationOverrides = ConfigurationOverrides(),
        credentialsDirectory: String? = nil, exists: (String) -> Bool
    ) throws(ConfigurationErrors) -> Configuration {
        try read(
            SourceFile(file: file, text: text), overrides, credentialsDirectory: credentialsDirectory, exists: exists)
    }

    private static func read(
        _ source: SourceFile, _ overrides: ConfigurationOverrides, credentialsDirectory: String?,
        exists: (String) -> Bool
    ) throws(ConfigurationErrors) -> Configuration {
        let document: Document
        do {
            document = try Document(file: source.file, text: source.text)
        } catch {
            throw ConfigurationErrors([error])
        }
        let configuration = withoutActuallyEscaping(exists) {
            ConfigurationReader(
                reader: TableReader(document: document), overrides: overrides,
                credentialsDirectory: credentialsDirectory, exists: $0
            ).configuration()
        }
        guard let configuration, document.problems.isEmpty else { throw ConfigurationErrors(document.problems) }
        return configuration
    }
}

/// Places that an option or the environment gives, before or instead of what the files say.
public struct ConfigurationOverrides: Hashable, Sendable {
    public var configurationFile: String?
    public var jobsDirectory: String?
    public var dataRoot: String?
    public var controlSocket: String?

    public init(
        configurationFile: String? = nil, jobsDirectory: String? = nil, dataRoot: String? = nil,
        controlSocket: String? = nil
    ) {
        self.configurationFile = configurationFile
        self.jobsDirectory = jobsDirectory
        self.dataRoot = dataRoot
        self.controlSocket = controlSocket
    }

    /// `ENTRADA_CONFIG`, `ENTRADA_JOBS`, `ENTRADA_DATA_ROOT`, `ENTRADA_SOCKET`; an empty one counts as not set.
    public init(environment: [String: String]) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        self.init(
            configurationFile: value("ENTRADA_CONFIG"), jobsDirectory: value("ENTRADA_JOBS"),
            dataRoot: value("ENTRADA_DATA_ROOT"), controlSocket: value("ENTRADA_SOCKET"))
    }

    /// These, and where they say nothing, the others: options first, then the environment.
    public func or(_ others: ConfigurationOverrides) -> ConfigurationOverrides {
        ConfigurationOverrides(
            configurationFile: configurationFile ?? others.configurationFile,
            jobsDirectory: jobsDirectory ?? others.jobsDirectory, dataRoot: dataRoot ?? others.dataRoot,
            controlSocket: controlSocket ?? others.controlSocket)
    }
}

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

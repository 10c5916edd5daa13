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

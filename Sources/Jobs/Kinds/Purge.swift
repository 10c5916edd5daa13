extension JobKind {
    public static let purge = JobKind(
        "purge", "Rewrites old days without client addresses.", PurgeParameters.self,
        JobTraits(
            splits: [.partition, .none], fire: .asksTheLedger, place: .worker, effect: .removes, items: [.day]))
}

/// Parameters of a job of kind `purge`: the age is in the configuration's `[privacy]`.
public struct PurgeParameters: KindParameters {
    /// The tables that are rewritten.
    public var tables: [String]
    /// Bytes; a larger rewrite spills to disk.
    public var memoryLimit: Int64

    public init() { self.init(memoryLimit: 512 << 20) }

    public init(tables: [String] = ["dns", "icmp", "flows"], memoryLimit: Int64 = 512 << 20) {
        self.tables = tables
        self.memoryLimit = memoryLimit
    }

    public mutating func read(_ table: TableReader) {
        if let value = table.tableNames() { tables = value }
        if let value = table.bytes("memory_limit", atLeast: 64 << 20) { memoryLimit = value }
    }

    public func check(_ check: ParameterCheck) {
        if check.job.isEnabled, check.configuration.privacy.purgeAfterDays == nil {
            check.report(
                ["kind"], "the job '\(check.job.name)' is enabled, but nothing says which days are to be purged",
                "set purge_after_days under [privacy] in \(check.configuration.file), or enabled = false here")
        }
        check.checkWorkerMemory(memoryLimit, "memory_limit")
    }

    public static func missing(in jobs: [JobDefinition], for configuration: Configuration) -> [ConfigurationProblem] {
        guard let days = configuration.privacy.purgeAfterDays else { return [] }
        if jobs.contains(where: { $0.isEnabled && $0.parameters.as(PurgeParameters.self) != nil }) { return [] }
        return [
            ConfigurationProblem(
                file: configuration.file, line: nil,
                message: "addresses are to be gone after \(days) days, but no job of kind 'purge' is enabled",
                suggestion: "set enabled = true in its job file, or leave purge_after_days out")
        ]
    }
}

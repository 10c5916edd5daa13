import Scheduling

/// What `[parameters]` may say in a job of one kind: its keys, what they mean when they are left out, and what is wrong.
public protocol KindParameters: Hashable, Sendable {
    /// What holds when nothing is written.
    init()

    /// Takes over what is written. A value that is wrong is reported to the table, and leaves what was there; the caller
    /// reports the keys that nobody has asked for.
    mutating func read(_ table: TableReader)

    /// Reports what a job asks for, and the configuration does not give.
    func check(_ check: ParameterCheck)

    /// What the configuration promises, and none of these jobs does.
    static func missing(in jobs: [JobDefinition], for configuration: Configuration) -> [ConfigurationProblem]

    /// Bytes that the program of a run may use; `nil`: there is no program, or no limit.
    var programMemory: Int64? { get }

    /// Whether a run that was cut off is not run again, since nobody knows how far it has come.
    var runsOnce: Bool { get }
}

extension KindParameters {
    public func check(_ check: ParameterCheck) {}
    public static func missing(in jobs: [JobDefinition], for configuration: Configuration) -> [ConfigurationProblem] {
        []
    }
    public var programMemory: Int64? { nil }
    public var runsOnce: Bool { false }
}

/// Of a kind that has no keys of its own.
public struct NoParameters: KindParameters {
    public init() {}
    public func read(_ table: TableReader) {}
}

/// The `[parameters]` of a job, of the type that its kind declares.
public struct JobParameters: Sendable {
    public let value: any KindParameters

    public init(_ value: any KindParameters) { self.value = value }

    /// The parameters as those of one kind; `nil`: the job is of another one.
    public func `as`<Parameters: KindParameters>(_ type: Parameters.Type) -> Parameters? { value as? Parameters }
}

extension JobParameters: Hashable, CustomStringConvertible {
    public static func == (first: JobParameters, second: JobParameters) -> Bool { first.value.equals(second.value) }
    public func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
    public var description: String { "\(value)" }
}

extension KindParameters {
    fileprivate func equals(_ other: any KindParameters) -> Bool { (other as? Self) == self }
}

/// A job and the configuration that it is checked against.
public struct ParameterCheck {
    public let job: JobDefinition
    public let configuration: Configuration
    let document: Document

    /// Reports a problem at the line of a key of the job's file, such as `["parameters", "memory_limit"]`.
    public func report(_ path: [String], _ message: String, _ suggestion: String? = nil) {
        document.report(DocumentPath(path), message, suggestion)
    }

    /// Reports that a worker would need more memory than it may use.
    func checkWorkerMemory(_ needed: Int64, _ key: String) {
        let given = configuration.limits.memoryPerWorker
        if needed <= given { return }
        report(
            ["parameters", key],
            "'\(key)' (\(ByteCountText.format(needed))) is more than a worker may use (\(ByteCountText.format(given)))",
            "lower it, or raise memory_per_worker under [limits] in \(configuration.file)")
    }
}

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

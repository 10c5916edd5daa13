public import Jobs

/// One thing that is wrong between a configuration and a machine.
public struct PreflightFinding: Hashable, Sendable {
    public enum Severity: String, Hashable, Sendable {
        /// It cannot work.
        case error
        /// It may work, or it could not be found out.
        case warning
    }

    public var severity: Severity
    /// Where, what, and what to do.
    public var problem: ConfigurationProblem

    public init(_ severity: Severity, _ problem: ConfigurationProblem) {
        self.severity = severity
        self.problem = problem
    }
}

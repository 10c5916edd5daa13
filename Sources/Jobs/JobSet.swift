/// All jobs of a directory, checked against each other.
public struct JobSet: Hashable, Sendable {
    /// In the order of their files.
    public let jobs: [JobDefinition]

    public init(_ jobs: [JobDefinition]) { self.jobs = jobs }

    /// The job of that name.
    public subscript(name: String) -> JobDefinition? { jobs.first { $0.name == name } }

    /// The enabled jobs that start when this one has new results.
    public func dependents(of name: String) -> [JobDefinition] {
        jobs.filter { $0.isEnabled && $0.after.contains(name) }
    }
}

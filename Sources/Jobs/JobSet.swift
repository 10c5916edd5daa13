/// All jobs of a directory, checked against each other.
public struct JobSet: Hashable, Sendable {
    /// In the order of their files.
    public let jobs: [JobDefinition]
    // Each run asks for its job and for what follows it: with hundreds of jobs a search would be most of a turn.
    private let places: [String: Int]
    private let followers: [String: [Int]]

    public init(_ jobs: [JobDefinition]) {
        self.jobs = jobs
        var places: [String: Int] = [:]
        var followers: [String: [Int]] = [:]
        for (index, job) in jobs.enumerated() {
            if places[job.name] == nil { places[job.name] = index }
            if job.isEnabled { for name in Set(job.after) { followers[name, default: []].append(index) } }
        }
        self.places = places
        self.followers = followers
    }

    /// The job of that name.
    public subscript(name: String) -> JobDefinition? { places[name].map { jobs[$0] } }

    /// The first enabled job whose runs are made for such items.
    public func first(for item: JobTraits.Item) -> JobDefinition? {
        jobs.first { $0.isEnabled && $0.kind.traits.items.contains(item) }
    }

    /// The enabled jobs that start when this one has new results.
    public func dependents(of name: String) -> [JobDefinition] { (followers[name] ?? []).map { jobs[$0] } }
}

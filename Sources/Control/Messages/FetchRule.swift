/// When the job that fetches takes a file at a source for whole.
public struct FetchRule: Codable, Sendable, Equatable {
    /// The job that has it.
    public var job: String
    /// How long a file must have been unchanged.
    public var minAgeSeconds: Int64
    /// The same for the newest file of its series.
    public var quietSeconds: Int64

    public init(job: String, minAgeSeconds: Int64, quietSeconds: Int64) {
        self.job = job
        self.minAgeSeconds = minAgeSeconds
        self.quietSeconds = quietSeconds
    }

    /// For people.
    public var text: String {
        "two listings, \(minAgeSeconds) s apart (min_age), show it unchanged; \(quietSeconds) s apart if it is the newest of its "
            + "series (quiet)"
    }
}

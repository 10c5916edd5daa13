/// A run to be created. (job, subject, cause) is its identity.
public struct NewRun: Sendable, Equatable {
    public var job: String
    public var kind: String
    /// A server, `capture:<id>`, `<table>/<day>` or `-`.
    public var subject: String
    /// `at:<nominal time>`, `gen:<input generation>` or `request:<id>`.
    public var cause: String
    public var priority: Int64
    public var nominalUs: Int64
    public var dueUs: Int64
    public var requestedBy: String?
    public var reason: String?

    public init(
        job: String, kind: String, subject: String, cause: String, priority: Int64, nominalUs: Int64, dueUs: Int64,
        requestedBy: String? = nil, reason: String? = nil
    ) {
        self.job = job
        self.kind = kind
        self.subject = subject
        self.cause = cause
        self.priority = priority
        self.nominalUs = nominalUs
        self.dueUs = dueUs
        self.requestedBy = requestedBy
        self.reason = reason
    }
}

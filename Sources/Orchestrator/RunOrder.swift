/// An operator's request to run a job now.
public struct RunOrder: Sendable, Equatable {
    /// Made by the client; a repeated request gives the same runs.
    public var id: String
    public var job: String
    public var server: String?
    /// Exactly this subject (`capture:<id>`, `<table>/<day>`).
    public var subject: String?
    public var table: String?
    /// `YYYY-MM-DD`, inclusive bounds.
    public var fromDay: String?
    public var toDay: String?
    public var who: String
    public var reason: String?
    public var isDryRun: Bool

    public init(
        id: String, job: String, server: String? = nil, subject: String? = nil, table: String? = nil,
        fromDay: String? = nil,
        toDay: String? = nil, who: String, reason: String? = nil, isDryRun: Bool = false
    ) {
        self.id = id
        self.job = job
        self.server = server
        self.subject = subject
        self.table = table
        self.fromDay = fromDay
        self.toDay = toDay
        self.who = who
        self.reason = reason
        self.isDryRun = isDryRun
    }

    /// Whether a planned `<table>/<day>` is within the bounds; other subjects always are.
    func matches(subject: String) -> Bool {
        let parts = subject.split(separator: "/")
        guard parts.count == 2 else { return true }
        if let table, parts[0] != table { return false }
        if let fromDay, parts[1] < fromDay { return false }
        if let toDay, parts[1] > toDay { return false }
        return true
    }
}

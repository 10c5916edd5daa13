import Ledger
public import Model

/// An operator's request to run a job now.
public struct RunOrder: Sendable, Equatable {
    /// Which subjects of a job an order means.
    public enum Selection: Sendable, Equatable {
        /// What has not been done yet.
        case missing
        /// What has failed permanently.
        case failed
        /// Everything, also what is done already.
        case all
    }

    /// Made by the client; a repeated request gives the same runs.
    public var id: String
    public var job: String
    public var server: String?
    /// Exactly this subject (`capture:<id>`, `<table>/<day>`).
    public var subject: RunSubject?
    public var table: String?
    /// `YYYY-MM-DD`, inclusive bounds.
    public var fromDay: String?
    public var toDay: String?
    public var selection: Selection
    public var who: String
    public var reason: String?

    public init(
        id: String, job: String, server: String? = nil, subject: RunSubject? = nil, table: String? = nil,
        fromDay: String? = nil,
        toDay: String? = nil, selection: Selection = .missing, who: String, reason: String? = nil
    ) {
        self.id = id
        self.job = job
        self.server = server
        self.subject = subject
        self.table = table
        self.fromDay = fromDay
        self.toDay = toDay
        self.selection = selection
        self.who = who
        self.reason = reason
    }

    /// - Throws: `LedgerError.conflict` when what is given is no day.
    func checkDays() throws {
        for case let day? in [fromDay, toDay] where Day(day) == nil {
            throw LedgerError.conflict("\(day) is not a day such as 2026-03-01")
        }
    }

    /// From the beginning of the first day to the end of the last, in UTC, microseconds; `nil`: no days are named.
    var range: Range<Int64>? {
        if fromDay == nil, toDay == nil { return nil }
        let start = fromDay.flatMap { Day($0)?.startUs } ?? 0
        return start..<max(start, toDay.flatMap { Day($0)?.endUs } ?? .max)
    }

    /// Whether a planned `<table>/<day>` is within the bounds; other subjects always are.
    func matches(subject: RunSubject) -> Bool {
        guard case .partition(let name, let day) = subject else { return true }
        if let table, name != table { return false }
        if let first = fromDay.flatMap({ Day($0) }), day < first { return false }
        if let last = toDay.flatMap({ Day($0) }), day > last { return false }
        return true
    }
}

/// What an order comes to.
struct OrderPlan: Sendable {
    /// Runs to be created; their cause is the order's.
    var runs: [NewRun] = []
    /// Captures that have been decoded, or given up: they come back to `incoming/` and are decoded again.
    var again: [CaptureRecord] = []

    /// The most that one order may mean.
    static let maximumCount = 10_000

    var subjects: [RunSubject] { again.map { .capture($0.id) } + runs.map(\.subject) }
    var count: Int { runs.count + again.count }
}

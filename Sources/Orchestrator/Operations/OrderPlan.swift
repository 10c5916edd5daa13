import Ledger
import Model

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

import Decode
import WorkerProtocol

/// A capture whose times are all over the calendar is not from the clock of a name server. A few stray packets are put
/// with the rest and counted; more, and nobody can say on which day they belong.
struct DaySpanRule {
    let maximumDays: Int
    /// Hundredths of all rows, and at least so many.
    private static let share: Int64 = 100
    private static let least: Int64 = 100

    func check(_ totals: DecodeTotals, rows: Int64) throws {
        let outside = totals.errors["day_span"] ?? 0
        guard outside >= Self.least, outside * Self.share > rows else { return }
        throw WorkerFailure(
            exit: .inputUnusable,
            description: "\(outside) of \(rows) rows have times outside \(maximumDays) days; "
                + "if the capture really spans more days, raise max_days of the job and retry it")
    }
}

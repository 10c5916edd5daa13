public import Foundation

extension Timetable {
    /// The least time between the next few fires; nil when fewer than two are to come.
    public func leastGap(now: Date) -> Duration? {
        let next = fires(after: now, through: .distantFuture, limit: 5)
        let least = zip(next, next.dropFirst()).map { $1.timeIntervalSince($0) }.min()
        return least.map { .microseconds(Int64($0 * 1e6)) }
    }
}

public import Foundation

extension Timetable {
    /// How close two fires may come when the job does not say it: half of the least time between the next few, and a
    /// minute at most. Only a clock that is set brings them closer.
    public func derivedSpacing(now: Date) -> Duration {
        let next = fires(after: now, through: .distantFuture, limit: 5)
        let least = zip(next, next.dropFirst()).map { $1.timeIntervalSince($0) }.min()
        return least.map { .microseconds(Int64(min(60, $0 / 2) * 1e6)) } ?? .zero
    }
}

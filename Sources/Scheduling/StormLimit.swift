public import Foundation

/// How many runs a job may make by itself in a while before that is taken for a storm.
public struct StormLimit: Hashable, Sendable {
    public var runs: Int
    public var window: Duration

    public init(runs: Int = 600, window: Duration = .seconds(60)) {
        self.runs = runs
        self.window = window
    }

    /// What holds for a job that says nothing: ten runs a second, or four times what its timetable makes of it.
    public static func derived(for timetable: Timetable, subjects: Int, now: Date) -> StormLimit {
        var limit = StormLimit()
        let fires = timetable.fires(after: now, through: now + limit.window.timeInterval, limit: 1000).count
        limit.runs = max(limit.runs, 4 * fires * max(1, subjects))
        return limit
    }
}

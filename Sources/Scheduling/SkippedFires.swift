public import Foundation

/// A stretch of nominal times for which no run is made, and why.
public struct SkippedFires: Hashable, Sendable, CustomStringConvertible {
    public enum Reason: String, Hashable, Sendable {
        /// The job does not make up for missed fires.
        case notWanted = "catch_up is none"
        /// A later missed fire is run instead.
        case onlyLast = "catch_up is last"
        case outsideWindow = "older than catch_up_window"
        case tooMany = "more missed fires than can be caught up on at once"
        case excluded = "not_on excludes the day"
        case beforeStart = "before the job's start"
        case afterEnd = "after the job's end"
    }

    /// The first and the last nominal time that are skipped; between them all are. The last one is `distantFuture` when
    /// the stretch has no end.
    public var first: Date
    public var last: Date
    public var reason: Reason

    public init(first: Date, last: Date, reason: Reason) {
        self.first = first
        self.last = last
        self.reason = reason
    }

    /// `2026-12-25T02:15:00Z: not_on excludes the day`; a stretch with its first and last time.
    public var description: String {
        let begin = first.formatted(.iso8601)
        if last == first { return "\(begin): \(reason.rawValue)" }
        let end = last == .distantFuture ? "" : last.formatted(.iso8601)
        return "\(begin) … \(end): \(reason.rawValue)"
    }
}

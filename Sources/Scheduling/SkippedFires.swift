public import Foundation

/// A stretch of nominal times for which no run is made, and why.
public struct SkippedFires: Hashable, Sendable {
    public enum Reason: String, Hashable, Sendable {
        /// The job does not make up for missed fires.
        case notWanted = "catch_up is none"
        /// A later missed fire is run instead.
        case onlyLast = "catch_up is last"
        case outsideWindow = "older than catch_up_window"
        case tooMany = "more missed fires than are made up for at once"
    }

    /// The first and the last nominal time that are skipped; between them all are.
    public var first: Date
    public var last: Date
    public var reason: Reason

    public init(first: Date, last: Date, reason: Reason) {
        self.first = first
        self.last = last
        self.reason = reason
    }
}

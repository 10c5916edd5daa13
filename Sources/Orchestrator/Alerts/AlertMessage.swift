import Foundation

/// What a receiver is told: the body of a web hook, as JSON.
public struct AlertMessage: Codable, Sendable, Hashable {
    public var schema = 1
    /// The same message has the same id, however often it is sent.
    public var id: String
    /// The alert's name, and what it watches.
    public var alert: String
    public var on: String
    /// A job, a server or `-`.
    public var subject: String
    /// `raised`, `reminder` or `over`.
    public var state: String
    /// One line for people; chat services show it.
    public var text: String
    /// What is wrong, or was.
    public var detail: String
    /// RFC 3339.
    public var since: String
    public var time: String

    static func instant(_ us: Int64) -> String { Date(timeIntervalSince1970: Double(us) / 1e6).formatted(.iso8601) }
}

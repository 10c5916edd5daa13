import Foundation
import Ledger
import Model

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

/// The cause of a run that tells of an alert.
enum AlertCause {
    static func make(
        _ message: AlertMachine.Message, name: String, subject: String, _ machine: AlertMachine
    ) -> RunCause {
        .alert(
            RunCause.Alert(
                state: message.rawValue, name: name, subject: subject, sinceUs: machine.sinceUs,
                reminder: message == .reminder ? Int64(machine.reminders + 1) : nil))
    }

    /// What the program of such a run finds in its environment; nothing for others.
    static func environment(of run: RunRecord) -> [String: String] {
        guard case .alert(let alert) = run.cause else { return [:] }
        return [
            "ENTRADA_ALERT": alert.name, "ENTRADA_ALERT_STATE": alert.state, "ENTRADA_ALERT_SUBJECT": alert.subject,
            "ENTRADA_ALERT_ID": "\(run.cause)", "ENTRADA_ALERT_TEXT": run.reason ?? "",
        ]
    }
}

import Ledger
import Model

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

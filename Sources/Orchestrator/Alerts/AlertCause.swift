import Ledger

/// The cause of a run that tells of an alert: `alert:<state>:<name>:<subject>:<since>[.<reminder>]`.
enum AlertCause {
    static func make(_ message: AlertMachine.Message, name: String, subject: String, _ machine: AlertMachine) -> String
    {
        let number = message == .reminder ? ".\(machine.reminders + 1)" : ""
        return "alert:\(message.rawValue):\(name):\(subject):\(machine.sinceUs)\(number)"
    }

    /// What the program of such a run finds in its environment; nothing for others.
    static func environment(of run: RunRecord) -> [String: String] {
        let parts = run.cause.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0] == "alert" else { return [:] }
        return [
            "ENTRADA_ALERT": parts[2], "ENTRADA_ALERT_STATE": parts[1], "ENTRADA_ALERT_SUBJECT": parts[3],
            "ENTRADA_ALERT_ID": run.cause, "ENTRADA_ALERT_TEXT": run.reason ?? "",
        ]
    }
}

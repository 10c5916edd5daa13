import Jobs

/// A message that is to be delivered.
struct PendingNotification: Sendable {
    let alert: AlertDefinition
    let key: AlertDispatcher.Key
    let message: AlertMachine.Message
    let machine: AlertMachine

    /// One line for people.
    var text: String {
        let subject = key.subject == "-" ? "" : " (\(key.subject))"
        let head =
            switch message {
            case .raised: "ALERT"
            case .reminder: "STILL"
            case .over: "OVER"
            }
        return "Entrada \(head) \(alert.name)\(subject): \(machine.detail)"
    }

    func body(ledgerID: String, nowUs: Int64) -> AlertMessage {
        let cause = AlertCause.make(message, name: alert.name, subject: key.subject, machine)
        return AlertMessage(
            id: "\(ledgerID):\(cause)", alert: alert.name, on: alert.condition.kind.rawValue, subject: key.subject,
            state: message.rawValue, text: text, detail: machine.detail,
            since: AlertMessage.instant(machine.sinceUs), time: AlertMessage.instant(nowUs))
    }
}

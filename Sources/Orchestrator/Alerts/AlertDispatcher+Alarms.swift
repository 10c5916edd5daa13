extension AlertDispatcher {
    /// Alerts that are raised, as the status shows them.
    public var alarms: [String] {
        active.map { key, machine in
            var text = "alert \(key.alert)"
            if key.subject != "-" { text += " (\(key.subject))" }
            text += ": \(machine.detail)"
            if let failure = failures[key] { text += "; its message could not be delivered: \(failure)" }
            return text
        }
    }

    /// Names and subjects of alerts that are raised, and since when.
    public var raised: [(alert: String, subject: String, sinceUs: Int64, detail: String)] {
        active.map { ($0.alert, $0.subject, $1.sinceUs, $1.detail) }
    }

    private var active: [(Key, AlertMachine)] {
        (machines ?? [:]).filter { $0.value.state == .raised || $0.value.state == .announced }
            .map { ($0.key, $0.value) }.sorted { $0.0.text < $1.0.text }
    }

    /// Messages that were delivered, and tries that failed, by alert; since the daemon's start.
    public var deliveries: [String: (sent: Int64, failed: Int64)] { counts }
}

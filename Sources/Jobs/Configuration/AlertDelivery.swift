/// How the message of an alert reaches somebody.
public enum AlertDelivery: Hashable, Sendable {
    case webhook(Webhook)
    /// A job of kind `command`, with `ENTRADA_ALERT_…` in its environment.
    case job(String)
}

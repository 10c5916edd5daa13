public import Jobs

/// Delivers messages of alerts.
public protocol AlertSender: Sendable {
    /// Errors: it was not delivered; what they say names no secret.
    func send(_ message: AlertMessage, to webhook: Webhook) async throws
}

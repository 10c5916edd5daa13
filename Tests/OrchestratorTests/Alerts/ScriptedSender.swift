import Jobs
import Model
import Orchestrator
import Synchronization

/// Takes messages of alerts, or refuses them.
final class ScriptedSender: AlertSender {
    struct Refused: Error {}

    private let state = Mutex<(messages: [AlertMessage], refuses: Bool)>(([], false))
    private let note: @Sendable (AlertMessage) throws -> Void

    init(_ note: @escaping @Sendable (AlertMessage) throws -> Void = { _ in }) { self.note = note }

    var messages: [AlertMessage] { state.withLock { $0.messages } }
    /// What each message says: `raised decode`.
    var told: [String] { messages.map { "\($0.state) \($0.subject)" } }

    func refuse(_ refuses: Bool) { state.withLock { $0.refuses = refuses } }

    func send(_ message: AlertMessage, to webhook: Webhook) async throws {
        try state.withLock { state in
            if state.refuses { throw Refused() }
            state.messages.append(message)
        }
        try note(message)
    }
}
